package dev.sleeper.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Applied.Accepted;
import dev.sleeper.table.Applied.Refused;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.HoldFiles;
import dev.sleeper.table.Change.RaiseCutoff;
import dev.sleeper.table.Change.ReleaseHold;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.Change.SplitPartition;
import dev.sleeper.table.log.LogEntryCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random changes, possible and impossible ones, against plain maps that say what must come of them. After each
/// change the state that a reader of the log has, and the one restored from its facts, equal the writer's.
class RandomChangesTest {
    private static final int CHANGES = 800;
    private static final long RETENTION = Retention.RETENTION.toMillis();
    private static final long ATTEMPTS_APART = Duration.ofMinutes(20).toMillis();
    private static final long STEP = Duration.ofMinutes(30).toMillis();

    private final Map<FileLocation, DataFile> live = new HashMap<>();
    private final Map<FileLocation, Long> removed = new HashMap<>();
    private final Map<String, Long> jobs = new TreeMap<>();
    private final List<DataFile> everMade = new ArrayList<>();
    private long tableTime = Tables.CREATED;
    private long orphanCutoff = -1;
    private long tombstoneCutoff = -1;
    private long jobCutoff = -1;
    private long held = Long.MAX_VALUE;
    private long optionsVersion;

    private Random random = new Random(0);
    private long clock = Tables.CREATED;
    private TableState state = Tables.numbers(100, 200, 300);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void stateAgreesWithPlainMaps(long seed) {
        random = new Random(seed);
        TableState reader = state;
        int refused = 0;
        for (int i = 0; i < CHANGES; i++) {
            clock += random.nextLong(STEP);
            Change change = change();
            boolean expected = fits(change);
            switch (state.apply(change)) {
                case Accepted accepted -> {
                    assertThat(expected)
                            .as("seed %d, step %d: %s", seed, i, change)
                            .isTrue();
                    state = accepted.next();
                    perform(change);
                    LogEntry entry = new LogEntry(state.version(), "c" + i, clock, "X", accepted.actions());
                    reader = reader.replay((LogEntry) LogEntryCodec.decode(
                            "entry", state.version(), LogEntryCodec.encode(entry, Tables.NUMBERS)));
                    checkState();
                    assertThat(reader).isEqualTo(state);
                }
                case Refused no -> {
                    assertThat(expected)
                            .as(
                                    "seed %d, step %d: %s: %s",
                                    seed, i, change, no.reason().message())
                            .isFalse();
                    refused++;
                }
            }
            if (i % 100 == 0) {
                assertThat(TableState.restore(state.version(), state.facts())).isEqualTo(state);
            }
        }
        assertThat(refused).isBetween(CHANGES / 20, CHANGES * 3 / 4);
        assertThat(state.cutoffs().orphansMillis()).isPositive();
    }

    private Change change() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> add();
            case 4, 5, 6 -> replace();
            case 7 -> split();
            case 8, 9 -> raise();
            case 10 -> random.nextBoolean() ? new HoldFiles("hold", clock) : new ReleaseHold("hold");
            default -> new SetOptions(Map.of("sleeper.x", Integer.toString(random.nextInt(5))), Set.of());
        };
    }

    private Change add() {
        List<DataFile> files = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            files.add(random.nextInt(20) == 0 && !everMade.isEmpty() ? pick(everMade) : newFile());
        }
        String jobId = "job-" + random.nextInt(300);
        return new AddFiles(
                jobId,
                clock - random.nextLong(2 * RETENTION),
                files.stream().distinct().toList());
    }

    private Change replace() {
        List<DataFile> inputs = new ArrayList<>();
        List<DataFile> candidates = random.nextInt(10) == 0 ? everMade : new ArrayList<>(live.values());
        for (int i = random.nextInt(3); i >= 0 && !candidates.isEmpty(); i--) {
            inputs.add(pick(candidates));
        }
        if (inputs.isEmpty()) {
            return add();
        }
        List<FileLocation> locations =
                inputs.stream().map(DataFile::location).distinct().toList();
        long rows = inputs.stream().distinct().mapToLong(DataFile::rowCount).sum();
        long lost = random.nextInt(10) == 0 ? 1 : 0;
        DataFile output = made(new DataFile(
                newId(),
                Partition.ROOT_ID,
                100,
                rows + lost,
                Tables.key(0),
                Tables.key(9),
                Tables.key(0),
                Tables.key(9),
                1));
        long planned = random.nextInt(10) == 0 ? optionsVersion + 1 : optionsVersion;
        return new ReplaceFiles(locations, List.of(output), planned, clock - random.nextLong(STEP));
    }

    private Change split() {
        List<Partition> all = new ArrayList<>(state.partitions().partitions());
        Partition leaf = pick(all);
        Key at = Tables.key(random.nextInt(400));
        KeyRange range = leaf.range();
        if (range.min().compareTo(at) >= 0 || (range.max() != null && at.compareTo(range.max()) >= 0)) {
            return add();
        }
        String id = "s" + random.nextInt(1_000_000);
        return new SplitPartition(Map.of(
                leaf.id(),
                List.of(
                        Partition.leaf(id + "l", leaf.id(), new KeyRange(range.min(), at)),
                        Partition.leaf(id + "r", leaf.id(), new KeyRange(at, range.max())))));
    }

    private Change raise() {
        return new RaiseCutoff(
                random.nextInt(3) == 0 ? clock - RETENTION - random.nextLong(RETENTION) + STEP : -1,
                random.nextInt(3) == 0 ? clock - random.nextLong(RETENTION) : -1,
                random.nextInt(3) == 0 ? clock - RETENTION - random.nextLong(RETENTION) + STEP : -1);
    }

    private boolean fits(Change change) {
        return switch (change) {
            case AddFiles add ->
                !jobs.containsKey(add.jobId())
                        && add.begunMillis() > jobCutoff + (jobCutoff < 0 ? 0 : ATTEMPTS_APART)
                        && add.files().stream().allMatch(this::mayBeAdded);
            case ReplaceFiles replace ->
                replace.optionsVersion() == optionsVersion
                        && replace.inputs().stream().allMatch(live::containsKey)
                        && rowsOf(replace.inputs())
                                == replace.outputs().stream()
                                        .mapToLong(DataFile::rowCount)
                                        .sum()
                        && replace.outputs().stream().allMatch(this::mayBeAdded);
            case SplitPartition split ->
                split.splits().keySet().stream()
                        .allMatch(id ->
                                state.partitions().partition(id).orElseThrow().isLeaf());
            case RaiseCutoff raise ->
                (raise.orphansMillis() <= orphanCutoff || raise.orphansMillis() <= tableTime - RETENTION)
                        && (raise.jobsMillis() <= jobCutoff || raise.jobsMillis() <= tableTime - RETENTION)
                        && (raise.tombstonesMillis() <= tombstoneCutoff
                                || (raise.tombstonesMillis() < held && raise.tombstonesMillis() <= newestRemoval()));
            case ReleaseHold release -> held < Long.MAX_VALUE;
            default -> true;
        };
    }

    private long newestRemoval() {
        return removed.values().stream().reduce(tableTime, Math::max);
    }

    private long rowsOf(List<FileLocation> files) {
        return files.stream()
                .mapToLong(file -> Objects.requireNonNull(live.get(file)).rowCount())
                .sum();
    }

    private boolean mayBeAdded(DataFile file) {
        return file.id().timeMillis() > orphanCutoff
                && !live.containsKey(file.location())
                && !removed.containsKey(file.location());
    }

    private void perform(Change change) {
        switch (change) {
            case AddFiles add -> {
                jobs.put(add.jobId(), add.begunMillis());
                add.files().forEach(this::makeLive);
            }
            case ReplaceFiles replace -> {
                replace.inputs().forEach(input -> {
                    live.remove(input);
                    removed.put(input, state.tombstone(input.id()).orElseThrow().removedAtMillis());
                });
                replace.outputs().forEach(this::makeLive);
            }
            case RaiseCutoff raise -> {
                orphanCutoff = Math.max(orphanCutoff, raise.orphansMillis());
                tombstoneCutoff = Math.max(tombstoneCutoff, raise.tombstonesMillis());
                jobCutoff = Math.max(jobCutoff, raise.jobsMillis());
                removed.values().removeIf(time -> time <= tombstoneCutoff);
                jobs.values().removeIf(time -> time <= jobCutoff);
            }
            case HoldFiles hold -> held = state.hold("hold").orElseThrow().sinceMillis();
            case ReleaseHold release -> held = Long.MAX_VALUE;
            case SetOptions set -> optionsVersion++;
            default -> {}
        }
    }

    private void checkState() {
        assertThat(state.fileCount()).isEqualTo(live.size());
        assertThat(state.rowCount())
                .isEqualTo(live.values().stream().mapToLong(DataFile::rowCount).sum());
        assertThat(state.jobs()).isEqualTo(jobs);
        assertThat(state.tombstones()).hasSize(removed.size());
        assertThat(state.tombstones()).allMatch(tombstone -> tombstone.removedAtMillis() > tombstoneCutoff);
        assertThat(state.files()).allMatch(file -> file.equals(live.get(file.location())));
    }

    private void makeLive(DataFile file) {
        live.put(file.location(), file);
        tableTime = Math.max(tableTime, file.id().timeMillis());
    }

    private DataFile newFile() {
        Key key = Tables.key(random.nextInt(400));
        List<Partition> path =
                state.partitions().pathToRoot(state.partitions().leaf(key).id());
        return made(new DataFile(newId(), pick(path).id(), 100, 10, key, key, key, key, 1));
    }

    private FileId newId() {
        boolean slow = random.nextInt(10) == 0;
        long timeMillis = slow ? clock - random.nextLong(3 * RETENTION) : state.nextFileTimeMillis(clock);
        return FileId.of(timeMillis, "x" + everMade.size());
    }

    private DataFile made(DataFile file) {
        everMade.add(file);
        return file;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
