package dev.sleeper.table.log;

import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.EntryDraft;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.PartitionTree;
import dev.sleeper.table.Tables;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Damaged entries are read as something or refused with an error that names the object; nothing else comes of
/// them.
class LogEntryFuzzTest {
    private static final int DAMAGES = 20_000;
    private static final long SEED = 20_261_122;

    @Test
    void damagedBytesAreReadOrRefusedByName() {
        Random random = new Random(SEED);
        List<byte[]> entries = List.of(firstEntry(), writeEntry());
        int refused = 0;
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = damage(entries.get(i % 2), random);
            try {
                LogEntryCodec.decode("the entry", 1, damaged);
            } catch (CorruptTableException expected) {
                refused++;
                assertThat(expected).hasMessageContaining("the entry");
            }
        }
        assertThat(refused).isGreaterThan(DAMAGES / 2);
    }

    @Test
    void deepNestingIsRefused() {
        byte[] nested = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        assertThat(catchThrowable(() -> LogEntryCodec.decode("the entry", 1, nested)))
                .isInstanceOf(CorruptTableException.class);
    }

    private static byte[] damage(byte[] entry, Random random) {
        byte[] damaged = entry.clone();
        int at = random.nextInt(damaged.length);
        int length = 1 + random.nextInt(Math.min(20, damaged.length - at));
        switch (random.nextInt(4)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> damaged = Arrays.copyOf(damaged, at);
            case 2 -> System.arraycopy(entry, random.nextInt(entry.length - length + 1), damaged, at, length);
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, damaged, at, length);
            }
        }
        return damaged;
    }

    private static byte[] firstEntry() {
        AtomicInteger ids = new AtomicInteger();
        PartitionTree tree = PartitionTree.create(List.of(Tables.key(5)), () -> "p" + ids.incrementAndGet());
        return LogEntryCodec.encode(new NewTable(Tables.metadata(), tree).firstEntry("commit"), Tables.NUMBERS);
    }

    private static byte[] writeEntry() {
        EntryDraft.Offer offer = EntryDraft.on(Tables.numbers()).with(add("job", file(1), file(2)));
        return LogEntryCodec.encode(((EntryDraft.Offer.Joined) offer).draft().entry("commit", 5), Tables.NUMBERS);
    }
}
