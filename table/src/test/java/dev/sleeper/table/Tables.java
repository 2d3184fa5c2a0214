package dev.sleeper.table;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Applied.Accepted;
import dev.sleeper.table.Applied.Refused;
import dev.sleeper.table.Change.AddFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Tables, keys and files for tests: a table of numbers with one row key `key` and a value.
public final class Tables {
    /// When every table of the tests is made.
    public static final long CREATED = 1_700_000_000_000L;
    /// Memory for all states of a test.
    public static final long STATE_BYTES = 256L << 20;
    /// A row key of LongType and a value.
    public static final Schema NUMBERS = Schema.of(
            List.of(Field.required("key", PrimitiveType.LONG), Field.nullable("value", PrimitiveType.STRING)),
            List.of("key"),
            List.of());

    private static final KeyCodec KEYS = KeyCodec.ofRowKeys(NUMBERS);
    private static final int FILE_BYTES = 1_000;

    private Tables() {}

    public static Key key(long value) {
        return KEYS.encode(List.of(value));
    }

    /// A table of numbers that is split at these keys; its partitions are `root`, `p1`, `p2`, ….
    public static TableState numbers(long... splitPoints) {
        List<Key> keys = Arrays.stream(splitPoints).mapToObj(Tables::key).toList();
        AtomicInteger ids = new AtomicInteger();
        PartitionTree tree = PartitionTree.create(keys, () -> "p" + ids.incrementAndGet());
        return TableState.first(new NewTable(metadata(), tree).firstEntry("commit-0"));
    }

    public static TableMetadata metadata() {
        return new TableMetadata("table-id", "numbers", 0, NUMBERS, Map.of(), 0, CREATED);
    }

    /// The id of a file made so many milliseconds after its table.
    public static FileId fileId(long afterCreation) {
        return FileId.of(CREATED + afterCreation, "x");
    }

    /// A file of the root partition with keys 0 to 9, ten rows.
    public static DataFile file(long afterCreation) {
        return file(afterCreation, Partition.ROOT_ID, 0, 9);
    }

    public static DataFile file(long afterCreation, String partitionId, long minKey, long maxKey) {
        return new DataFile(
                fileId(afterCreation),
                partitionId,
                FILE_BYTES,
                maxKey - minKey + 1,
                key(minKey),
                key(maxKey),
                key(minKey),
                key(maxKey),
                0xcafe);
    }

    public static AddFiles add(String jobId, DataFile... files) {
        return new AddFiles(jobId, CREATED + 1, List.of(files));
    }

    public static KeyRange range(long min, long max) {
        return new KeyRange(key(min), key(max));
    }

    /// The state after these changes, which must fit.
    public static TableState after(TableState state, Change... changes) {
        TableState next = state;
        for (Change change : changes) {
            next = switch (next.apply(change)) {
                case Accepted accepted -> accepted.next();
                case Refused refused ->
                    throw new AssertionError(refused.reason().message());
            };
        }
        return next;
    }

    /// Why a change does not fit.
    public static Rejection rejection(TableState state, Change change) {
        return switch (state.apply(change)) {
            case Accepted accepted -> throw new AssertionError(change + " fits " + state);
            case Refused refused -> refused.reason();
        };
    }
}
