package dev.sleeper.table.log;

import static dev.sleeper.table.Tables.CREATED;
import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.key;
import static dev.sleeper.table.Tables.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Applied.Accepted;
import dev.sleeper.table.Change;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.EntryDraft;
import dev.sleeper.table.ForeignEntry;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.Partition;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.TableState;
import dev.sleeper.table.Tables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEntryCodecTest {
    private static final String PATH = "tables/t/_delta_log/00000000000000000001.json";

    @Test
    void firstEntryMakesTheTable() {
        Deque<String> ids = new ArrayDeque<>(List.of("left", "right"));
        PartitionTree tree = PartitionTree.create(List.of(key(5)), ids::pop);

        assertBytes(new NewTable(Tables.metadata(), tree).firstEntry("commit-0"), """
                {"commitInfo":{"timestamp":1700000000000,"operation":"CREATE TABLE","operationParameters":{},\
                "engineInfo":"Sleeper","sleeperCommitId":"commit-0"}}
                {"protocol":{"minReaderVersion":1,"minWriterVersion":7,\
                "writerFeatures":["invariants","appendOnly","domainMetadata","sleeperSortedPartitions"]}}
                {"metaData":{"id":"table-id","name":"numbers","format":{"provider":"parquet","options":{}},\
                "schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[\
                {\\"name\\":\\"key\\",\\"type\\":\\"long\\",\\"nullable\\":false,\\"metadata\\":{}},\
                {\\"name\\":\\"value\\",\\"type\\":\\"string\\",\\"nullable\\":true,\\"metadata\\":{}}]}",\
                "partitionColumns":[],"configuration":{"delta.enableExpiredLogCleanup":"false",\
                "delta.logRetentionDuration":"interval 36500 days","sleeper.nameVersion":"0","sleeper.optionsVersion":"0",\
                "sleeper.rowKeys":"key","sleeper.sortKeys":""},"createdTime":1700000000000}}
                {"domainMetadata":{"domain":"sleeper.partition.left","configuration":\
                "{\\"parent\\":\\"root\\",\\"children\\":[],\\"min\\":\\"\\",\\"max\\":\\"8000000000000005\\"}","removed":false}}
                {"domainMetadata":{"domain":"sleeper.partition.right","configuration":\
                "{\\"parent\\":\\"root\\",\\"children\\":[],\\"min\\":\\"8000000000000005\\",\\"max\\":null}","removed":false}}
                {"domainMetadata":{"domain":"sleeper.partition.root","configuration":\
                "{\\"parent\\":null,\\"children\\":[\\"left\\",\\"right\\"],\\"min\\":\\"\\",\\"max\\":null}","removed":false}}
                """);
    }

    @Test
    void writeIsATransactionIdentifierAndItsFiles() {
        assertBytes(entry(numbers(), add("job \"1\"", file(1))), """
                {"commitInfo":{"timestamp":1700000000005,"operation":"WRITE","operationParameters":{},\
                "engineInfo":"Sleeper","sleeperCommitId":"commit-1"}}
                {"txn":{"appId":"job \\"1\\"","version":1700000000001}}
                {"add":{"path":"root/018bcfe56801-x.parquet","partitionValues":{},"size":1000,\
                "modificationTime":1700000000001,"dataChange":true,\
                "stats":"{\\"numRecords\\":10,\\"minValues\\":{\\"key\\":0},\\"maxValues\\":{\\"key\\":9},\\"nullCount\\":{\\"key\\":0}}",\
                "tags":{"sleeper.partition":"root","sleeper.minKey":"8000000000000000",\
                "sleeper.maxKey":"8000000000000009","sleeper.checksum":"0000cafe"}}}
                """);
    }

    @Test
    void compactionRemovesAndAddsWithoutChangingRows() {
        TableState state = Tables.after(numbers(), add("a", file(1)));

        assertBytes(
                entry(state, new Change.ReplaceFiles(List.of(file(1).location()), List.of(file(2)), 0, CREATED + 7)),
                """
                {"commitInfo":{"timestamp":1700000000005,"operation":"OPTIMIZE","operationParameters":{},\
                "engineInfo":"Sleeper","sleeperCommitId":"commit-2"}}
                {"remove":{"path":"root/018bcfe56801-x.parquet","deletionTimestamp":1700000000007,"dataChange":false,\
                "extendedFileMetadata":true,"partitionValues":{},"size":1000}}
                {"add":{"path":"root/018bcfe56802-x.parquet","partitionValues":{},"size":1000,\
                "modificationTime":1700000000002,"dataChange":false,\
                "stats":"{\\"numRecords\\":10,\\"minValues\\":{\\"key\\":0},\\"maxValues\\":{\\"key\\":9},\\"nullCount\\":{\\"key\\":0}}",\
                "tags":{"sleeper.partition":"root","sleeper.minKey":"8000000000000000",\
                "sleeper.maxKey":"8000000000000009","sleeper.checksum":"0000cafe"}}}
                """);
    }

    @Test
    void everythingElseIsAboutDomainsAndMetadata() {
        TableState state = Tables.after(numbers(), new Change.HoldFiles("old", 3));
        EntryDraft draft = draft(
                state,
                new Change.HoldFiles("export-1", 9),
                new Change.ReleaseHold("old"),
                new Change.RaiseCutoff(-1, 5, -1),
                new Change.SetOptions(Map.of("sleeper.x", "1"), Set.of()));

        assertThat(text(draft.entry("c", 5)).lines().skip(1).toList())
                .startsWith(
                        "{\"domainMetadata\":{\"domain\":\"sleeper.hold.export-1\",\"configuration\":"
                                + "\"{\\\"since\\\":1700000000000,\\\"expires\\\":9}\",\"removed\":false}}",
                        "{\"domainMetadata\":{\"domain\":\"sleeper.hold.old\",\"configuration\":\"\",\"removed\":true}}",
                        "{\"domainMetadata\":{\"domain\":\"sleeper.cutoff\",\"configuration\":"
                                + "\"{\\\"orphans\\\":-1,\\\"tombstones\\\":5,\\\"jobs\\\":-1,\\\"newestFile\\\":null}\","
                                + "\"removed\":false}}");
        assertThat(text(draft.entry("c", 5)))
                .contains("\"operation\":\"HOLD FILES, RAISE CUTOFF, RELEASE HOLD, SET TBLPROPERTIES\"")
                .contains("\"sleeper.optionsVersion\":\"1\"")
                .contains("\"sleeper.x\":\"1\"");
        assertThat(text(entry(state, new Change.DropTable(8))))
                .contains("\"sleeper.dropped\",\"configuration\":\"{\\\"droppedAt\\\":8}\"");
    }

    @Test
    void entriesAreReadAsTheyAreWritten() {
        TableState state = numbers();
        List<Change> changes = List.of(
                add("a", file(1), file(2)),
                new Change.ReplaceFiles(List.of(file(1).location()), List.of(file(3)), 0, CREATED + 7),
                new Change.SplitPartition(Map.of(
                        "root",
                        List.of(
                                Partition.leaf("l", "root", new KeyRange(Key.EMPTY, key(5))),
                                Partition.leaf("r", "root", new KeyRange(key(5), null))))),
                new Change.HoldFiles("h", 5),
                new Change.RaiseCutoff(-1, 5, -1),
                new Change.RenameTable("numbers", "other"),
                new Change.ReleaseHold("h"),
                new Change.DropTable(1));
        TableState replayed = TableState.first((LogEntry) reread(firstEntry()));
        assertThat(replayed).isEqualTo(state);
        for (Change change : changes) {
            LogEntry entry = entry(state, change);

            assertThat(reread(entry)).isEqualTo(entry);
            state = ((Accepted) state.apply(change)).next();
            replayed = replayed.replay((LogEntry) reread(entry));
            assertThat(replayed).isEqualTo(state);
        }
    }

    @Test
    void entryOfAnotherWriterIsNamed() {
        String foreign = """
                {"commitInfo":{"timestamp":1,"operation":"WRITE","engineInfo":"delta-rs:1.6.6"}}
                {"add":{"path":"x.parquet"}}
                """;

        assertThat(decode(foreign)).isEqualTo(new ForeignEntry(1, "delta-rs:1.6.6"));
        assertThat(decode("{\"add\":{}}\n" + "{\"commitInfo\":{\"engineInfo\":\"Spark\"}}"))
                .isEqualTo(new ForeignEntry(1, "Spark"));
        assertThat(decode("{\"commitInfo\":[]}")).isEqualTo(new ForeignEntry(1, "an unknown writer"));
        assertThat(decode("{}")).isEqualTo(new ForeignEntry(1, "an unknown writer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'cdc':{}} | line 2: the action cdc is unknown",
                "{'txn':{},'add':{}} | line 2: the line does not hold one action",
                "{} | line 2: the line does not hold one action",
                "[] | line 2: the line is not an object",
                "{'txn':{'appId':'a'}} | line 2: the line.txn has no property version",
                "{'txn':{'appId':'a','version':'1'}} | line.txn.version is not a 64-bit integer",
                "{'txn':{'appId':'a','version':1e400}} | line.txn.version is not a 64-bit integer",
                "{'txn':{'appId':'a','version':9223372036854775808}} | line.txn.version is not a 64-bit integer",
                "{'txn':{'appId':'a','version':1,'x':1}} | line.txn has an unknown property x",
                "{'txn':{'appId':'a','appId':'b','version':1}} | line 2: the line is not JSON",
                "{'txn':{'appId':'a','version':1}} x | line 2: the line is not JSON",
                "{'txn':5} | line 2: the line.txn is not an object",
                "{'domainMetadata':{'domain':'other.x','configuration':'{}','removed':false}} | Domain other.x is unknown",
                "{'domainMetadata':{'domain':'sleeper.cutoff','configuration':'','removed':true}} | only holds ever are",
                "{'domainMetadata':{'domain':'sleeper.hold.h','configuration':'{','removed':false}} | is not JSON",
                "{'protocol':{'minReaderVersion':3,'minWriterVersion':7,'writerFeatures':[]}} | use a newer one",
                "{'remove':{'path':'../x','partitionValues':{},'dataChange':false,'extendedFileMetadata':true,"
                        + "'deletionTimestamp':1,'size':1}} | '../x' is not the path of a data file",
                "{'remove':{'path':'x','partitionValues':{'a':'b'}}} | partitionValues has an unknown property a"
            })
    void damagedEntryOfOursIsRefusedByLine(String line, String message) {
        String ours = "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\",\"operationParameters\":{},"
                + "\"engineInfo\":\"Sleeper\",\"sleeperCommitId\":\"c\"}}\n";

        assertThatThrownBy(() -> decode(ours + line.replace('\'', '"') + "\n"))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining(PATH)
                .hasMessageContaining(message.trim());
    }

    @Test
    void whatIsNoTextOrEmptyIsRefused() {
        assertThatThrownBy(() -> LogEntryCodec.decode(PATH, 1, new byte[] {(byte) 0xff}))
                .isInstanceOf(CorruptTableException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> decode("")).hasMessageContaining("is empty");
    }

    private static LogEntry firstEntry() {
        return new NewTable(Tables.metadata(), PartitionTree.create(List.of(), () -> "unused")).firstEntry("commit-0");
    }

    private static LogEntry entry(TableState state, Change change) {
        return draft(state, change).entry("commit-" + (state.version() + 1), CREATED + 5);
    }

    private static EntryDraft draft(TableState state, Change... changes) {
        EntryDraft draft = EntryDraft.on(state);
        for (Change change : changes) {
            draft = ((EntryDraft.Offer.Joined) draft.with(change)).draft();
        }
        return draft;
    }

    private static void assertBytes(LogEntry entry, String expected) {
        assertThat(text(entry)).isEqualTo(expected);
    }

    private static String text(LogEntry entry) {
        return new String(LogEntryCodec.encode(entry, Tables.NUMBERS), StandardCharsets.UTF_8);
    }

    private static Object reread(LogEntry entry) {
        return LogEntryCodec.decode(PATH, entry.version(), LogEntryCodec.encode(entry, Tables.NUMBERS));
    }

    private static Object decode(String text) {
        return LogEntryCodec.decode(PATH, 1, text.getBytes(StandardCharsets.UTF_8));
    }
}
