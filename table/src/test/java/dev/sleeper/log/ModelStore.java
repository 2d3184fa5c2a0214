package dev.sleeper.log;

import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// The objects of one log as a value, and all that a store may answer to a request.
///
/// @param slots       the entries that are there, by version
/// @param checkpoints our checkpoints that are there
/// @param late        writes whose answer was lost and that may yet arrive, or never
/// @param lostData    the jobs whose data files somebody deleted
/// @param stranger    what another program, and an administrator after it, do to the log
record ModelStore(
        Map<Long, TinyEntry> slots,
        Boundary boundary,
        Map<CheckpointName, TinyState> checkpoints,
        Set<Late> late,
        Set<String> lostData,
        Stranger stranger) {
    static final ModelStore NEW =
            new ModelStore(Map.of(), Boundary.NEW, Map.of(), Set.of(), Set.of(), Stranger.STAYS_AWAY);

    /// A log to which another program will once add an entry, which an administrator removes.
    static final ModelStore NEW_WITH_STRANGER =
            new ModelStore(Map.of(), Boundary.NEW, Map.of(), Set.of(), Set.of(), Stranger.WILL_COME);

    private static final TinyEntry STRANGE = new TinyEntry("stranger", List.of());

    /// How far another program has got.
    enum Stranger {
        STAYS_AWAY,
        WILL_COME,
        IS_THERE,
        WAS_REMOVED
    }

    /// A write on its way whose sender no longer waits for an answer.
    sealed interface Late {
        record Put(long version, TinyEntry entry) implements Late {}

        record Swap(Version expected, Boundary next) implements Late {}

        record Checkpoint(CheckpointName name, TinyState state) implements Late {}

        record Deletion(String fileName) implements Late {}
    }

    /// One possible answer, and the store after it.
    ///
    /// @param answer null when the store does not answer
    /// @param lost   true when a write's answer was lost
    record Possibility(Object answer, ModelStore store, boolean lost) {}

    /// Stands for no answer.
    static final Object NO_ANSWER = "no answer";

    ModelStore {
        slots = Map.copyOf(slots);
        checkpoints = Map.copyOf(checkpoints);
        lostData = Set.copyOf(lostData);
        Version tag = tag(boundary);
        // A swap from a version that has passed can never succeed: leaving it out keeps states few.
        late = Set.copyOf(late.stream()
                .filter(write ->
                        !(write instanceof Late.Swap swap) || swap.expected().equals(tag))
                .toList());
    }

    /// The boundary only moves forward, so its content will do for its version.
    static Version tag(Boundary boundary) {
        return new Version(boundary.toString());
    }

    /// All that may happen when this is asked.
    List<Possibility> ask(Request<?, ?, ?> request) {
        return switch (request) {
            case Request.ReadSlot<?, ?>(long version) -> read(slot(version));
            case Request.ReadSlots<?, ?>(long first, int count) ->
                read(LongStream.range(first, first + count).mapToObj(this::slot).toList());
            case Request.ReadBoundary<?, ?> none -> read(new StoredBoundary.Usable(boundary, tag(boundary)));
            case Request.ReadCheckpoint<?, ?>(CheckpointName name) -> read(checkpoint(name));
            case Request.PublishCheckpoint<?, ?>(CheckpointName name) ->
                read(checkpoints.containsKey(name) ? Request.Published.PUBLISHED : Request.Published.GONE);
            case Request.ListCheckpoints<?, ?> none -> read(listCheckpoints());
            case Request.ListThrough<?, ?>(long version) -> read(listThrough(version));
            case Request.PutEntry<?, ?> put ->
                write(
                        new Late.Put(put.version(), (TinyEntry) put.entry()),
                        putAnswer(slots.containsKey(put.version())));
            case Request.PutCheckpoint<?, ?> put ->
                write(
                        new Late.Checkpoint(put.name(), (TinyState) put.state()),
                        putAnswer(checkpoints.containsKey(put.name())));
            case Request.SwapBoundary<?, ?> swap ->
                write(
                        new Late.Swap(swap.expected(), swap.next()),
                        swap.expected().equals(tag(boundary)) ? SwapOutcome.SWAPPED : SwapOutcome.STALE);
            case Request.Delete<?, ?>(String fileName) -> {
                Late deletion = new Late.Deletion(fileName);
                yield List.of(
                        new Possibility(Request.Deleted.DELETED, arrived(deletion), false),
                        new Possibility(NO_ANSWER, with(deletion), true));
            }
            case Request.Rest<?, ?> rest ->
                List.of(
                        new Possibility(Patience.GO_ON, this, false),
                        new Possibility(Patience.TIME_IS_UP, this, false));
            case Request.PutFirstBoundary<?, ?> put ->
                throw new IllegalArgumentException("The model begins with a boundary");
        };
    }

    private List<Possibility> read(Object answer) {
        return List.of(new Possibility(answer, this, false), new Possibility(NO_ANSWER, this, false));
    }

    private static PutOutcome putAnswer(boolean exists) {
        return exists ? PutOutcome.EXISTS : PutOutcome.CREATED;
    }

    /// A conditional write succeeds or fails, or others interfere, or its answer is lost and it arrives at any
    /// time, or something on the way repeats it, so that what it made itself stands in its way.
    private List<Possibility> write(Late write, Enum<?> answer) {
        boolean swap = write instanceof Late.Swap;
        return List.of(
                new Possibility(answer, arrived(write), false),
                new Possibility(swap ? SwapOutcome.CONFLICT : PutOutcome.CONFLICT, this, false),
                new Possibility(swap ? SwapOutcome.UNCLEAR : PutOutcome.UNCLEAR, with(write), true),
                new Possibility(swap ? SwapOutcome.STALE : PutOutcome.EXISTS, arrived(write), true));
    }

    private Slot<TinyEntry> slot(long version) {
        TinyEntry entry = slots.get(version);
        if (entry == null) {
            return new Slot.Absent<>();
        }
        return entry.equals(STRANGE) ? new Slot.Foreign<>("a stranger") : new Slot.Ours<>(entry);
    }

    private StoredCheckpoint<TinyState> checkpoint(CheckpointName name) {
        TinyState state = checkpoints.get(name);
        return state == null ? new StoredCheckpoint.Missing<>() : new StoredCheckpoint.Whole<>(state);
    }

    private List<CheckpointSummary> listCheckpoints() {
        return checkpoints.keySet().stream()
                .sorted((first, second) -> first.fileName().compareTo(second.fileName()))
                .map(name -> new CheckpointSummary(name, Instant.EPOCH))
                .toList();
    }

    private List<String> listThrough(long version) {
        return slots.keySet().stream()
                .filter(slot -> slot <= version)
                .sorted()
                .map(LogFiles::entryName)
                .toList();
    }

    private ModelStore with(Late write) {
        Set<Late> more = new HashSet<>(late);
        more.add(write);
        return new ModelStore(slots, boundary, checkpoints, more, lostData, stranger);
    }

    /// The store after each thing that may happen by itself: a late write arrives, or the stranger comes, or its
    /// entry is removed.
    List<ModelStore> events() {
        List<ModelStore> after = new ArrayList<>();
        Map<Long, TinyEntry> changed = new HashMap<>(slots);
        if (stranger == Stranger.WILL_COME) {
            changed.put(slots.keySet().stream().mapToLong(Long::longValue).max().orElse(-1) + 1, STRANGE);
            after.add(new ModelStore(changed, boundary, checkpoints, late, lostData, Stranger.IS_THERE));
        } else if (stranger == Stranger.IS_THERE) {
            changed.values().remove(STRANGE);
            after.add(new ModelStore(changed, boundary, checkpoints, late, lostData, Stranger.WAS_REMOVED));
        }
        for (Late write : late) {
            Set<Late> rest = new HashSet<>(late);
            rest.remove(write);
            after.add(new ModelStore(slots, boundary, checkpoints, rest, lostData, stranger).arrived(write));
        }
        return after;
    }

    ModelStore withoutDataOf(String jobId) {
        Set<String> more = new HashSet<>(lostData);
        more.add(jobId);
        return new ModelStore(slots, boundary, checkpoints, late, more, stranger);
    }

    private ModelStore arrived(Late write) {
        return switch (write) {
            case Late.Put put -> {
                Map<Long, TinyEntry> more = new HashMap<>(slots);
                more.putIfAbsent(put.version(), put.entry());
                yield new ModelStore(more, boundary, checkpoints, late, lostData, stranger);
            }
            case Late.Swap swap ->
                swap.expected().equals(tag(boundary))
                        ? new ModelStore(slots, swap.next(), checkpoints, late, lostData, stranger)
                        : this;
            case Late.Checkpoint checkpoint -> {
                Map<CheckpointName, TinyState> more = new HashMap<>(checkpoints);
                more.putIfAbsent(checkpoint.name(), checkpoint.state());
                yield new ModelStore(slots, boundary, more, late, lostData, stranger);
            }
            case Late.Deletion(String fileName) -> {
                Map<Long, TinyEntry> fewerSlots = new HashMap<>(slots);
                fewerSlots.keySet().removeIf(version -> LogFiles.entryName(version)
                        .equals(fileName));
                Map<CheckpointName, TinyState> fewerCheckpoints = new HashMap<>(checkpoints);
                fewerCheckpoints.keySet().removeIf(name -> LogFiles.fileName(name)
                        .equals(fileName));
                yield new ModelStore(fewerSlots, boundary, fewerCheckpoints, late, lostData, stranger);
            }
        };
    }
}
