package dev.sleeper.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.EntryDraft.Offer.Joined;
import dev.sleeper.table.EntryDraft.Offer.Refused;
import dev.sleeper.table.EntryDraft.Offer.Waits;
import dev.sleeper.table.log.LogEntryCodec;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryDraftTest {
    private static final Schema TEXTS =
            Schema.of(List.of(Field.required("key", PrimitiveType.STRING)), List.of("key"), List.of());
    private static final int LONGEST_KEY = 1 << 16;

    private final TableState table = TableState.first(
            new NewTable(metadata(), PartitionTree.create(List.of(), () -> "p")).firstEntry("commit-0"));

    @Test
    void aChangeThatHasNoRoomWaitsAndASmallerOneJoins() {
        EntryDraft first = joined(EntryDraft.on(table), longKeys("first", 1, 100));
        assertThat(first.with(longKeys("second", 1_001, 50))).isInstanceOf(Waits.class);
        EntryDraft draft = joined(first, longKeys("third", 2_001, 1));

        assertThat(LogEntryCodec.encode(draft.entry("commit", 5), TEXTS))
                .hasSizeBetween(100 * 4 * LONGEST_KEY, ObjectStore.MAX_SMALL_BYTES);
    }

    @Test
    void aChangeThatNoEntryHasRoomForIsRefused() {
        assertThat(EntryDraft.on(table).with(longKeys("job", 1, 200)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason().message())
                                .contains("but an entry has 33554432 at most"));
    }

    private static EntryDraft joined(EntryDraft draft, Change change) {
        return ((Joined) draft.with(change)).draft();
    }

    /// A job whose files have the longest keys of all.
    private static AddFiles longKeys(String jobId, long firstId, int count) {
        Key key = KeyCodec.ofRowKeys(TEXTS).encode(List.of("x".repeat(LONGEST_KEY)));
        List<DataFile> files = LongStream.range(firstId, firstId + count)
                .mapToObj(id -> new DataFile(Tables.fileId(id), Partition.ROOT_ID, 9, 9, key, key, key, key, 0))
                .toList();
        return new AddFiles(jobId, Tables.CREATED + 1, files);
    }

    private static TableMetadata metadata() {
        return new TableMetadata("table-id", "texts", 0, TEXTS, Map.of(), 0, Tables.CREATED);
    }
}
