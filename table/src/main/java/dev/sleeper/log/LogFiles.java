package dev.sleeper.log;

import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The objects of one log in a store: their names, and one operation on one object for each method.
///
/// Thread-safe. Reads, lists and deletes throw `StoreUnavailableException` when the store does not answer.
public final class LogFiles<S, E> {
    /// The file name of the boundary.
    public static final String BOUNDARY = "_sleeper/boundary";

    private static final int VERSION_DIGITS = 20;
    private static final int PAGE = 1_000;
    private static final Pattern OF_A_VERSION = Pattern.compile("\\d{" + VERSION_DIGITS + "}\\..*");
    private static final String OWN = "_sleeper/";

    private final ObjectStore store;
    private final String directory;
    private final LogCodec<S, E> codec;
    private final Consumer<CheckpointName> publisher;

    /// @param directory the log's place below the store's root; ends in `/`
    /// @param publisher copies a checkpoint for readers of other makes, unless that was done; it throws
    ///     `MissingObjectException` when the checkpoint is gone, and `StoreUnavailableException`
    public LogFiles(ObjectStore store, String directory, LogCodec<S, E> codec, Consumer<CheckpointName> publisher) {
        if (!directory.endsWith("/")) {
            throw new IllegalArgumentException("The directory " + directory + " does not end in /");
        }
        this.store = store;
        this.directory = directory;
        this.codec = codec;
        this.publisher = publisher;
    }

    /// The log's place below the store's root.
    public String directory() {
        return directory;
    }

    /// The file name of the entry of a version.
    public static String entryName(long version) {
        return versionPrefix(version) + "json";
    }

    /// The file name under which readers of other makes look for a checkpoint of a version.
    public static String foreignCheckpointName(long version) {
        return versionPrefix(version) + "checkpoint.parquet";
    }

    private static String versionPrefix(long version) {
        String digits = Long.toString(version);
        return "0".repeat(VERSION_DIGITS - digits.length()) + digits + ".";
    }

    Slot<E> readSlot(long version) {
        Optional<VersionedObject> object = store.get(directory + entryName(version));
        return object.isEmpty()
                ? new Slot.Absent<>()
                : codec.decodeEntry(version, object.get().content());
    }

    PutOutcome putEntry(long version, S base, E entry) {
        return store.putIfAbsent(directory + entryName(version), codec.encodeEntry(base, entry));
    }

    PutOutcome putFirstBoundary() {
        return store.putIfAbsent(directory + BOUNDARY, BoundaryJson.encode(Boundary.NEW));
    }

    StoredBoundary readBoundary() {
        Optional<VersionedObject> object = store.get(directory + BOUNDARY);
        if (object.isEmpty()) {
            return new StoredBoundary.Missing();
        }
        try {
            Boundary boundary = BoundaryJson.decode(object.get().content());
            return new StoredBoundary.Usable(boundary, object.get().version());
        } catch (IllegalArgumentException e) {
            return new StoredBoundary.Damaged(directory + BOUNDARY + " is damaged: " + e.getMessage());
        }
    }

    SwapOutcome swapBoundary(Version expected, Boundary next) {
        return store.compareAndSwap(directory + BOUNDARY, expected, BoundaryJson.encode(next));
    }

    StoredCheckpoint<S> readCheckpoint(CheckpointName name) {
        try (ObjectReader in = store.open(directory + OWN + name.fileName())) {
            return new StoredCheckpoint.Whole<>(codec.readCheckpoint(name, in));
        } catch (MissingObjectException e) {
            return new StoredCheckpoint.Missing<>();
        } catch (CorruptLogException e) {
            return new StoredCheckpoint.Damaged<>("checkpoint " + name.fileName() + " is damaged: " + e.getMessage());
        }
    }

    PutOutcome putCheckpoint(CheckpointName name, S state) {
        try (ObjectWriter out = store.create(directory + OWN + name.fileName())) {
            codec.writeCheckpoint(state, out);
            return out.finish();
        }
    }

    /// Copies a checkpoint for readers of other makes; false when it is gone.
    boolean publish(CheckpointName name) {
        try {
            publisher.accept(name);
            return true;
        } catch (MissingObjectException e) {
            return false;
        }
    }

    List<CheckpointSummary> listCheckpoints() {
        String prefix = directory + OWN;
        List<CheckpointSummary> checkpoints = new ArrayList<>();
        String after = "";
        List<ObjectSummary> page;
        do {
            page = store.list(prefix, after, PAGE);
            for (ObjectSummary object : page) {
                after = object.path();
                CheckpointName.parse(after.substring(prefix.length()))
                        .ifPresent(name -> checkpoints.add(new CheckpointSummary(name, object.lastModified())));
            }
        } while (page.size() == PAGE);
        return checkpoints;
    }

    /// The first thousand objects that belong to versions up to this one: entries, foreign checkpoints, checksums.
    List<String> listThrough(long version) {
        String end = versionPrefix(version + 1);
        List<String> names = new ArrayList<>();
        for (ObjectSummary object : store.list(directory, "", PAGE)) {
            String name = object.path().substring(directory.length());
            if (OF_A_VERSION.matcher(name).matches() && name.compareTo(end) < 0) {
                names.add(name);
            }
        }
        return names;
    }

    void delete(String fileName) {
        store.delete(directory + fileName);
    }

    /// The file name of one of our own checkpoints.
    public static String fileName(CheckpointName name) {
        return OWN + name.fileName();
    }
}
