package dev.sleeper.table;

import static dev.sleeper.table.Tables.CREATED;
import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.after;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.fileId;
import static dev.sleeper.table.Tables.key;
import static dev.sleeper.table.Tables.numbers;
import static dev.sleeper.table.Tables.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.DropTable;
import dev.sleeper.table.Change.HoldFiles;
import dev.sleeper.table.Change.RaiseCutoff;
import dev.sleeper.table.Change.ReleaseHold;
import dev.sleeper.table.Change.RenameTable;
import dev.sleeper.table.Change.ReplaceFiles;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.Change.SplitPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableStateTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    @Test
    void addedFilesAreCounted() {
        TableState state = after(numbers(), add("a", file(1), file(2)), add("b", file(3)));

        assertThat(state.version()).isEqualTo(2);
        assertThat(state.fileCount()).isEqualTo(3);
        assertThat(state.rowCount()).isEqualTo(30);
        assertThat(state.sizeBytes()).isEqualTo(3_000);
        assertThat(state.files()).containsExactly(file(1), file(2), file(3));
        assertThat(state.filesIn("root")).hasSize(3);
        assertThat(state.filesIn("nowhere")).isEmpty();
        assertThat(state.newestFile()).contains(fileId(3));
        assertThat(state.job("b")).hasValue(CREATED + 1);
    }

    @Test
    void aStateIsNotChangedByApplyingToIt() {
        TableState before = after(numbers(), add("a", file(1)));

        TableState next = after(before, add("b", file(2)));

        assertThat(before.fileCount()).isEqualTo(1);
        assertThat(before.job("b")).isEmpty();
        assertThat(next).isNotEqualTo(before);
    }

    @Test
    void sameJobIdIsWrittenOnce() {
        TableState state = after(numbers(), add("a", file(1)), add("b", file(2)));

        assertThat(rejection(state, add("a", file(3)))).isEqualTo(new Rejection.AlreadyWritten("a", 2));
    }

    @Test
    void aJobMayHaveNoFiles() {
        assertThat(after(numbers(), add("a")).job("a")).isPresent();
    }

    @Test
    void fileThatIsThereOrWasIsRefused() {
        TableState state = after(numbers(), add("a", file(1), file(2)), replace(List.of(file(1)), file(3)));

        assertThat(rejection(state, add("b", file(2)))).isInstanceOf(Rejection.FileExists.class);
        assertThat(rejection(state, add("b", file(1)))).isInstanceOf(Rejection.FileExists.class);
    }

    @Test
    void fileMustLieInItsPartition() {
        TableState state = numbers(10);
        String left = state.partitions().leaf(key(0)).id();

        after(state, add("a", file(1, left, 0, 9)));
        assertThat(rejection(state, add("a", file(1, left, 0, 10)))).isInstanceOf(Rejection.OutsidePartition.class);
        assertThat(rejection(state, add("a", file(1, "gone", 0, 9)))).isEqualTo(new Rejection.UnknownPartition("gone"));
    }

    @Test
    void filesMaySitOnInnerPartitions() {
        TableState state = after(numbers(10), add("a", file(1, "root", 5, 15)));

        assertThat(state.filesIn("root")).hasSize(1);
    }

    @Test
    void replacedFilesBecomeTombstones() {
        TableState state = after(
                numbers(), add("a", file(1), file(2)), replace(List.of(file(1), file(2)), file(3, "root", 0, 19)));

        assertThat(state.files()).containsExactly(file(3, "root", 0, 19));
        assertThat(state.rowCount()).isEqualTo(20);
        assertThat(state.tombstones())
                .extracting(Tombstone::location)
                .containsExactly(file(1).location(), file(2).location());
    }

    @Test
    void replaceFilesIsRejectedWhenAnInputIsGone() {
        TableState state = after(numbers(), add("a", file(1)), replace(List.of(file(1)), file(2)));

        assertThat(rejection(state, replace(List.of(file(1)), file(3))))
                .isEqualTo(new Rejection.InputGone(file(1).location()));
    }

    @Test
    void replaceFilesIsRejectedWhenRowsWouldBeLostOrMade() {
        TableState state = after(numbers(), add("a", file(1)));

        assertThat(rejection(state, replace(List.of(file(1)), file(2, "root", 0, 8))))
                .isEqualTo(new Rejection.RowCountChanged(10, 9));
        assertThat(rejection(state, replace(List.of(file(1))))).isEqualTo(new Rejection.RowCountChanged(10, 0));
    }

    @Test
    void replaceFilesIsRejectedWhenOptionsChangedSinceItWasPlanned() {
        TableState state = after(numbers(), add("a", file(1)), set("sleeper.x", "1"));

        assertThat(rejection(state, replace(List.of(file(1)), file(2)))).isEqualTo(new Rejection.OptionsChanged(0, 1));
    }

    @Test
    void aSlowClockDoesNotMakeATombstoneLookOld() {
        TableState state = after(numbers(), add("a", file(DAY)));

        TableState replaced =
                after(state, new ReplaceFiles(List.of(file(DAY).location()), List.of(file(2 * DAY)), 0, CREATED));

        assertThat(replaced.tombstones().iterator().next().removedAtMillis()).isEqualTo(CREATED + DAY);
    }

    @Test
    void splitGivesALeafChildrenAndLeavesItsFiles() {
        TableState state = after(numbers(), add("a", file(1)), split("root", 5, "l", "r"));

        assertThat(state.partitions().leaves()).extracting(Partition::id).containsExactly("l", "r");
        assertThat(state.filesIn("root")).containsExactly(file(1));
    }

    @Test
    void manyLeavesMaySplitAtOnceIntoManyChildren() {
        TableState state = numbers(10);
        Map<String, List<Partition>> splits = Map.of(
                "p1", children("p1", state.partitions().leaf(key(0)).range(), 2, 4, 6),
                "p2", children("p2", state.partitions().leaf(key(10)).range(), 20));

        TableState next = after(state, new SplitPartition(splits));

        assertThat(next.partitions().leafCount()).isEqualTo(6);
    }

    @Test
    void splitThatDoesNotDivideTheLeafIsRefused() {
        TableState state = after(numbers(), split("root", 5, "l", "r"));

        assertThat(rejection(state, split("root", 5, "x", "y")).message()).contains("root is not a leaf");
        assertThat(rejection(state, split("nowhere", 5, "x", "y")).message()).contains("nowhere is not a leaf");
        assertThat(rejection(state, split("l", 9, "x", "y")).message()).contains("do not divide");
        assertThat(rejection(state, split("l", 2, "r", "y")).message()).contains("r is taken");
        Map<String, List<Partition>> orphans = Map.of("l", children("r", new KeyRange(Key.EMPTY, key(5)), 2));
        assertThat(rejection(state, new SplitPartition(orphans)).message()).contains("not a new child of l");
    }

    @Test
    void orphanCutoffStaysTheRetentionBehindTheNewestFile() {
        TableState state = after(numbers(), add("a", file(8 * DAY)));

        assertThat(rejection(state, new RaiseCutoff(CREATED + DAY + 1, -1, -1)))
                .isInstanceOf(Rejection.RuleBroken.class);
        TableState raised = after(state, new RaiseCutoff(CREATED + DAY, -1, -1));

        assertThat(raised.cutoffs()).isEqualTo(new Cutoffs(CREATED + DAY, -1, -1, fileId(8 * DAY)));
        assertThat(raised.nextFileTimeMillis(0)).isEqualTo(CREATED + 8 * DAY + 1);
    }

    @Test
    void fileAtOrBelowTheOrphanCutoffIsRefused() {
        TableState state = after(numbers(), add("a", file(8 * DAY)), new RaiseCutoff(CREATED + DAY, -1, -1));

        assertThat(rejection(state, add("b", file(DAY))))
                .isEqualTo(new Rejection.IdBelowCutoff(file(DAY).location(), CREATED + DAY));
        assertThat(rejection(state, replace(List.of(file(8 * DAY)), file(DAY))))
                .isInstanceOf(Rejection.IdBelowCutoff.class);
        after(state, add("b", file(DAY + 1)));
    }

    @Test
    void stateWithFilesOlderThanTheOrphanCutoffIsRestored() {
        TableState state =
                after(numbers(), add("a", file(1)), add("b", file(8 * DAY)), new RaiseCutoff(CREATED + DAY, -1, -1));

        assertThat(TableState.restore(state.version(), state.facts())).isEqualTo(state);
    }

    @Test
    void jobsAreRememberedForTheRetention() {
        TableState state = after(numbers(), add("a", file(8 * DAY)));

        assertThat(rejection(state, new RaiseCutoff(-1, -1, CREATED + DAY + 1)).message())
                .contains("within the retention");
        TableState raised = after(state, new RaiseCutoff(-1, -1, CREATED + DAY));

        assertThat(raised.job("a")).isEmpty();
        assertThat(rejection(raised, new AddFiles("a", CREATED + DAY, List.of())))
                .isEqualTo(new Rejection.JobBelowCutoff("a", CREATED + DAY, CREATED + DAY));
    }

    @Test
    void onlyJobsAboveTheCutoffAreKept() {
        TableState state = after(
                numbers(),
                new AddFiles("old", CREATED + 5, List.of()),
                new AddFiles("new", CREATED + 6, List.of(file(8 * DAY))),
                new RaiseCutoff(-1, -1, CREATED + 5));

        assertThat(state.jobs()).containsOnlyKeys("new");
    }

    @Test
    void jobsBeyondTheNewestMillionMayBeForgottenAfterTwentyMinutes() {
        List<Action> facts = new ArrayList<>();
        after(numbers(), add("a", file(DAY))).facts().forEach(facts::add);
        for (int i = 0; i < Retention.JOBS_REMEMBERED; i++) {
            facts.add(new Action.RecordJob("job-" + i, CREATED + 2 + i));
        }
        TableState state = TableState.restore(1, facts);

        assertThat(Retention.jobsUpTo(state)).isEqualTo(CREATED + 1);
        assertThat(after(state, new RaiseCutoff(-1, -1, CREATED + 1)).jobs()).hasSize(Retention.JOBS_REMEMBERED);
        assertThat(rejection(state, new RaiseCutoff(-1, -1, CREATED + 2))).isInstanceOf(Rejection.RuleBroken.class);
    }

    @Test
    void jobsAreNeverForgottenWithinTwentyMinutes() {
        List<Action> facts = new ArrayList<>();
        after(numbers(), add("a", file(20 * MINUTE))).facts().forEach(facts::add);
        for (int i = 0; i < Retention.JOBS_REMEMBERED; i++) {
            facts.add(new Action.RecordJob("job-" + i, CREATED + 2 + i));
        }

        assertThat(Retention.jobsUpTo(TableState.restore(1, facts))).isEqualTo(CREATED);
    }

    @Test
    void cutoffNeverFalls() {
        TableState state = after(numbers(), new RaiseCutoff(-1, 100, -1), new RaiseCutoff(-1, 50, -1));

        assertThat(state.cutoffs().tombstonesMillis()).isEqualTo(100);
    }

    @Test
    void tombstonesGoWithTheirCutoffButTheNewestFileIsNotForgotten() {
        TableState state = after(numbers(), add("a", file(1)), add("b", file(5)));
        TableState replaced = after(
                state,
                new ReplaceFiles(List.of(file(1).location()), List.of(file(6)), 0, CREATED + 10),
                new ReplaceFiles(List.of(file(6).location()), List.of(file(7)), 0, CREATED + 20),
                new RaiseCutoff(-1, CREATED + 10, -1));

        assertThat(replaced.tombstones()).extracting(Tombstone::location).containsExactly(file(6).location());
        assertThat(replaced.newestFile()).contains(fileId(7));
    }

    @Test
    void tombstoneCutoffInTheFutureIsRefused() {
        TableState state = after(numbers(), add("a", file(5)));
        TableState replaced =
                after(state, new ReplaceFiles(List.of(file(5).location()), List.of(file(6)), 0, CREATED + 10));

        assertThat(rejection(state, new RaiseCutoff(-1, CREATED + 6, -1)).message())
                .contains("is past " + (CREATED + 5));
        assertThat(rejection(replaced, new RaiseCutoff(-1, CREATED + 11, -1)).message())
                .contains("is past " + (CREATED + 10));
        assertThat(after(replaced, new RaiseCutoff(-1, CREATED + 10, -1)).tombstones())
                .isEmpty();
    }

    @Test
    void holdKeepsWhatIsRemovedAfterIt() {
        TableState held = after(
                numbers(),
                add("a", file(10)),
                new HoldFiles("export", CREATED + DAY),
                replace(List.of(file(10)), file(20)));
        long removedAt = held.tombstones().iterator().next().removedAtMillis();

        assertThat(rejection(held, new RaiseCutoff(-1, removedAt, -1)).message())
                .contains("hold export");
        after(held, new ReleaseHold("export"), new RaiseCutoff(-1, removedAt, -1));
    }

    @Test
    void renewedHoldKeepsAsMuchAsBefore() {
        TableState held = after(numbers(), new HoldFiles("export", 1), add("a", file(10)), new HoldFiles("export", 2));

        assertThat(held.hold("export")).contains(new Hold("export", CREATED, 2));
        assertThat(rejection(held, new ReleaseHold("other")).message()).contains("no hold other");
    }

    @Test
    void optionsAreSetAndUnset() {
        TableState state = after(
                numbers(), set("sleeper.a", "1"), set("sleeper.b", "2"), new SetOptions(Map.of(), Set.of("sleeper.a")));

        assertThat(state.options()).containsExactly(Map.entry("sleeper.b", "2"));
        assertThat(state.optionsVersion()).isEqualTo(3);
        assertThat(rejection(state, set("delta.appendOnly", "true")).message()).contains("'delta.appendOnly'");
        assertThat(rejection(state, set("sleeper.rowKeys", "x")).message()).contains("fixed");
    }

    @Test
    void renamedTableKeepsItsOptionsVersion() {
        TableState state = after(numbers(), new RenameTable("numbers", "other"));

        assertThat(state.name()).isEqualTo("other");
        assertThat(state.optionsVersion()).isZero();
        assertThat(state.metadata().nameVersion()).isEqualTo(1);
        assertThat(rejection(state, new RenameTable("numbers", "third")).message())
                .contains("but other");
    }

    @Test
    void nothingAppliesToADroppedTable() {
        TableState state = after(numbers(), new DropTable(CREATED));

        assertThat(state.dropped()).isTrue();
        assertThat(rejection(state, add("a", file(1)))).isEqualTo(new Rejection.TableDropped("table-id"));
        assertThat(rejection(state, new DropTable(CREATED))).isInstanceOf(Rejection.TableDropped.class);
    }

    @Test
    void replayRefusesWhatContradictsTheState() {
        TableState state = after(numbers(), add("a", file(1)));

        assertContradiction(state, "there already", new Action.AddFile(file(1), true));
        assertContradiction(state, "is not there", new Action.RemoveFile(new Tombstone(file(2).location(), 1, 1)));
        assertContradiction(state, "written twice", new Action.RecordJob("a", 5));
        assertContradiction(state, "hold x ends", new Action.RemoveHold("x"));
        assertContradiction(
                state,
                "no partition gone",
                new Action.PutPartition(new Partition("root", null, List.of("gone", "gone2"), KeyRange.ALL)));
        assertContradiction(state, "follows the end", new Action.Drop(1), new Action.RemoveHold("x"));
        assertThatThrownBy(() -> state.replay(new LogEntry(5, "c", 0, "X", List.of())))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("does not follow version 1");
    }

    private static void assertContradiction(TableState state, String message, Action... actions) {
        LogEntry entry = new LogEntry(state.version() + 1, "c", 0, "X", List.of(actions));
        assertThatThrownBy(() -> state.replay(entry))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("Version 2 of table table-id")
                .hasMessageContaining(message);
    }

    private static ReplaceFiles replace(List<DataFile> inputs, DataFile... outputs) {
        return new ReplaceFiles(inputs.stream().map(DataFile::location).toList(), List.of(outputs), 0, CREATED + DAY);
    }

    private static SetOptions set(String name, String value) {
        return new SetOptions(Map.of(name, value), Set.of());
    }

    private static SplitPartition split(String leafId, long at, String left, String right) {
        return new SplitPartition(Map.of(
                leafId,
                List.of(
                        Partition.leaf(left, leafId, new KeyRange(Key.EMPTY, key(at))),
                        Partition.leaf(right, leafId, new KeyRange(key(at), null)))));
    }

    private static List<Partition> children(String parentId, KeyRange range, long... at) {
        List<Partition> children = new ArrayList<>();
        Key min = range.min();
        for (long point : at) {
            children.add(Partition.leaf(parentId + "-" + point, parentId, new KeyRange(min, key(point))));
            min = key(point);
        }
        children.add(Partition.leaf(parentId + "-last", parentId, new KeyRange(min, range.max())));
        return children;
    }
}
