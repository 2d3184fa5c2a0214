package dev.sleeper.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sleeper.engine.simulation.PlantedBug.Edit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation finds mistakes: each of these, made in the real code, fails within so many seeds. Takes minutes,
/// and so runs when asked for: `-Dsleeper.simulation.bugs=1000`.
@EnabledIfSystemProperty(named = "sleeper.simulation.bugs", matches = "[0-9]+")
class PlantedBugsTest {
    private static final int MAX_SEEDS = Integer.getInteger("sleeper.simulation.bugs", 1_000);

    @TempDir
    Path directory = Path.of("");

    static List<PlantedBug> bugs() {
        return Stream.of(inTheLog(), inTheEngine(), amongSleepers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<PlantedBug> inTheLog() {
        return List.of(
                PlantedBug.of(
                        "a commit is believed without a look at the boundary",
                        "table",
                        "dev.sleeper.log.Commit",
                        "            return stored.stillHolds(attempt.slot())\n                    ? new Done<>(attempt.won())",
                        "            return stored != null\n                    ? new Done<>(attempt.won())"),
                PlantedBug.of(
                        "a reader takes the end of the log without a look at the boundary",
                        "table",
                        "dev.sleeper.log.ReadLog",
                        "if (stored.stillHolds(tail.firstSlot()) && stored instanceof",
                        "if (stored instanceof"),
                PlantedBug.of(
                        "a conflict is taken for a commit",
                        "table",
                        "dev.sleeper.log.Commit",
                        "case CONFLICT -> restAndThen(this, attempt, \"the store kept answering that others interfered\");",
                        "case CONFLICT -> new Confirming<>(attempt.mayHaveLanded());"),
                PlantedBug.of(
                        "an entry that exists is taken for another's without reading it",
                        "table",
                        "dev.sleeper.log.Commit",
                        "case EXISTS -> new ReadingBack<>(attempt.mayHaveLanded(), entry, LOST);",
                        "case EXISTS -> CatchingUp.by(ReadLog.refresh(attempt.proposal().rules(), attempt.base()), attempt);"),
                PlantedBug.of(
                        "a job that is known is written again",
                        "table",
                        "dev.sleeper.table.ChangeRules",
                        "if (state.job(add.jobId()).isPresent()) {",
                        "if (state.job(add.jobId()).isPresent() && add.files().isEmpty()) {"),
                PlantedBug.of(
                        "a reader shares a look that began before it came",
                        "table",
                        "dev.sleeper.log.SharedCheck",
                        "            begin();\n            mine.complete(Optional.of(look.look()));",
                        "            Optional<T> seen = Optional.of(look.look());\n            begin();\n            mine.complete(seen);"));
    }

    private static List<PlantedBug> inTheEngine() {
        return List.of(
                PlantedBug.of(
                        "orphans go by the clock of one server",
                        "engine",
                        "dev.sleeper.engine.collect.FileCollector",
                        "location.id().timeMillis() <= state.cutoffs().orphansMillis()",
                        "location.id().timeMillis() <= state.tableTimeMillis()"),
                PlantedBug.of(
                        "replaced files are remembered for ever",
                        "engine",
                        "dev.sleeper.engine.collect.FileCollector",
                        ".filter(removedAt -> removedAt <= limitMillis)",
                        ".filter(removedAt -> removedAt < 0)"),
                new PlantedBug(
                        "a write deletes its files when it is not known whether they were committed",
                        "engine",
                        "dev.sleeper.engine.TableWriteSession",
                        List.of(
                                new Edit(
                                        "    private final RowBuffer rows;",
                                        "    private final RowBuffer rows;"
                                                + " private final dev.sleeper.objectstore.ObjectStore store;"),
                                new Edit(
                                        "this.rows = new RowBuffer(",
                                        "this.store = context.sources().store(); this.rows = new RowBuffer("),
                                new Edit(
                                        "return resultOf(committed(new AddFiles(jobId, begunMillis, files)), files.size());",
                                        """
                                        try {
                                            return resultOf(
                                                    committed(new AddFiles(jobId, begunMillis, files)), files.size());
                                        } catch (UnknownWriteException e) {
                                            files.forEach(file -> store.delete(table.path(file.location())));
                                            throw e;
                                        }
                                        """))),
                PlantedBug.of(
                        "a range loses the file that ends where it begins",
                        "engine",
                        "dev.sleeper.engine.scan.TableScan",
                        "file.maxKey().compareTo(range.min()) >= 0",
                        "file.maxKey().compareTo(range.min()) > 0"),
                PlantedBug.of(
                        "clean-up takes a file for an orphan that the table has",
                        "engine",
                        "dev.sleeper.engine.collect.FileCollector",
                        "state.file(location).isEmpty() && ",
                        ""),
                PlantedBug.of(
                        "files of inner partitions are left out of a query",
                        "engine",
                        "dev.sleeper.engine.scan.TableScan",
                        "state.partitions().pathToRoot(leaf.id())",
                        "List.of(leaf)"));
    }

    /// Of those that come back after others have done their work, or have dropped their table.
    private static List<PlantedBug> amongSleepers() {
        return List.of(
                new PlantedBug(
                        "a compaction is committed whose files another has replaced",
                        "table",
                        "dev.sleeper.table.ChangeRules",
                        List.of(new Edit(
                                "return Optional.of(new Rejection.InputGone(input));",
                                "return obstacleToNewFiles(replace.outputs());"))),
                PlantedBug.of(
                        "the boundary of a dropped table goes with the rest",
                        "table",
                        "dev.sleeper.table.catalog.DroppedTable",
                        "closedLongAgo = object.lastModified().plus(CLOSED_FOR).isBefore(now);",
                        "closedLongAgo = true;"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws Exception {
        if (firstFailure(bug).isEmpty()) {
            fail("%s seeds do not find the bug that %s", MAX_SEEDS, bug.name());
        }
    }

    /// What finds the bugs is the bugs, and nothing about how they are planted.
    @Test
    void nothingIsFoundWhereNothingIsPlanted() throws Exception {
        PlantedBug none = new PlantedBug("there is none", "table", "dev.sleeper.log.Commit", List.of());

        assertThat(firstFailure(none)).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private Optional<Throwable> firstFailure(PlantedBug bug) throws Exception {
        LongFunction<Throwable> seeds = (LongFunction<Throwable>) bug.plant()
                .loadClass(SeedRun.class.getName())
                .getConstructor(Path.class)
                .newInstance(directory);
        for (long seed = 1; seed <= MAX_SEEDS; seed++) {
            Throwable failure = seeds.apply(seed);
            if (failure instanceof LinkageError broken) {
                // The bug was not even run.
                throw broken;
            }
            if (failure != null) {
                System.out.println(bug.name() + ": seed " + seed + ", " + failure);
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }
}
