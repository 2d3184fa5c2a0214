package dev.sleeper.table.catalog;

import dev.sleeper.log.CheckpointName;
import dev.sleeper.log.LogFiles;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.rowfile.RowFileFooter;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Copies of a table's checkpoints where readers of other makes look for them: `….checkpoint.parquet` among the
/// entries, and `_last_checkpoint`, which names the newest. Sleeper reads neither, and other programs may write
/// both, but those readers need one once the entries before it are deleted.
///
/// Thread-safe.
final class ForeignCheckpoints {
    private static final int COPIED_BYTES = 1 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectStore store;
    private final String directory;

    /// @param directory the log's place below the store's root; ends in `/`
    ForeignCheckpoints(ObjectStore store, String directory) {
        this.store = store;
        this.directory = directory;
    }

    /// Copies a checkpoint, unless that was done, and names it as the last, unless a later one is named.
    ///
    /// @throws MissingObjectException    when the checkpoint is gone
    /// @throws StoreUnavailableException when the copy is not there, or may not be
    void publish(CheckpointName name) {
        String path = directory + LogFiles.foreignCheckpointName(name.version());
        String original = directory + LogFiles.fileName(name);
        if (!isThere(path)) {
            copy(original, path);
        }
        nameLast(name.version(), original);
    }

    private boolean isThere(String path) {
        try (ObjectReader found = store.open(path)) {
            return found.sizeBytes() > 0;
        } catch (MissingObjectException e) {
            return false;
        }
    }

    /// A copy that is there by then will do, whoever wrote it.
    private void copy(String from, String to) {
        try (ObjectReader original = store.open(from);
                ObjectWriter copy = store.create(to)) {
            for (long at = 0; at < original.sizeBytes(); at += COPIED_BYTES) {
                int length = Math.toIntExact(Math.min(COPIED_BYTES, original.sizeBytes() - at));
                copy.write(original.read(at, length));
            }
            switch (copy.finish()) {
                case CREATED, EXISTS -> {}
                case CONFLICT, UNCLEAR ->
                    throw new StoreUnavailableException("Checkpoint " + to + " could not be stored", null);
            }
        }
    }

    /// Says which checkpoint is the newest. That only saves other readers a list, so one try will do.
    private void nameLast(long version, String original) {
        String path = directory + "_last_checkpoint";
        Optional<VersionedObject> last = store.get(path);
        if (last.isPresent() && versionOf(last.get().content()) >= version) {
            return;
        }
        byte[] content = MAPPER.writeValueAsBytes(
                MAPPER.createObjectNode().put("version", version).put("size", actionCount(original)));
        if (last.isEmpty()) {
            store.putIfAbsent(path, content);
        } else {
            store.compareAndSwap(path, last.get().version(), content);
        }
    }

    private long actionCount(String original) {
        try (ObjectReader reader = store.open(original)) {
            return RowFileFooter.read(reader).rowCount();
        }
    }

    /// The version that a `_last_checkpoint` names; −1 when it is damaged.
    private static long versionOf(byte[] content) {
        try {
            JsonNode version = MAPPER.readTree(content).path("version");
            return version.canConvertToLong() ? version.longValue() : -1;
        } catch (JacksonException e) {
            return -1;
        }
    }
}
