package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFileDamageTest {
    private static final int DAMAGES_A_FILE = 60;
    private static final long MAX_ALLOCATION = 64L << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void damageGivesTheSameRowsOrAnErrorThatNamesFileColumnAndPage(int seed) {
        for (int i = 0; i < 10; i++) {
            SplittableRandom random = new SplittableRandom(seed * 100L + i);
            SampleRows sample = new SampleRows(random);
            RowFileLayout layout = sample.layout();
            RowBatch rows = sample.sorted(layout, random.nextInt(1, 600));
            byte[] file = bytes(SampleRows.write(layout, sample.cut(rows)));
            RowFileFooter footer = RowFileFooter.read(open(file));
            List<List<@Nullable Object>> values = SampleRows.values(rows);
            for (int damage = 0; damage < DAMAGES_A_FILE; damage++) {
                byte[] damaged = damage(random, file);

                Outcome outcome = read(damaged);

                String place = "seed " + seed + ", file " + i + ", damage " + damage;
                if (outcome.rows() == null) {
                    assertThat(outcome.refusal()).as(place).contains(named(file, damaged, footer));
                } else {
                    assertThat(SampleRows.values(outcome.rows())).as(place).isEqualTo(values);
                }
            }
        }
    }

    /// Such a file says what it says, so the rows may be others; but it must not bring the reader down.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void damageUnderChecksumsThatMatchBringsNothingDown(int seed) {
        for (int i = 0; i < 10; i++) {
            SplittableRandom random = new SplittableRandom(seed * 100L + i);
            SampleRows sample = new SampleRows(random);
            RowFileLayout layout = sample.layout();
            ObjectReader in = SampleRows.write(layout, List.of(sample.sorted(layout, random.nextInt(1, 600))));
            RowFileFooter footer = RowFileFooter.read(in);
            for (int damage = 0; damage < DAMAGES_A_FILE; damage++) {
                byte[] damaged = bytes(in);
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                sealAgain(damaged, footer);

                Outcome outcome = read(damaged);

                if (outcome.rows() == null) {
                    assertThat(outcome.refusal()).contains(SampleRows.PATH);
                } else {
                    assertThat(SampleRows.values(outcome.rows()))
                            .hasSize(outcome.rows().rowCount());
                }
            }
        }
    }

    @Test
    void everyByteOfASmallFileIsUnderAChecksum() {
        SampleRows sample = new SampleRows(new SplittableRandom(1));
        RowFileLayout layout = keyAndText();
        RowBatch rows = sample.sorted(layout, 100);
        byte[] file = bytes(SampleRows.write(layout, List.of(rows)));

        // The first four bytes say that the file is Parquet; they are there for others, and never read.
        for (int at = FileFormat.MAGIC_LENGTH; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= 1;
            int place = at;
            assertThatThrownBy(() -> SampleRows.readAll(open(damaged)))
                    .as("byte %s of %s", place, file.length)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(SampleRows.PATH);
        }
    }

    @Test
    void pagesInEachOthersPlaceAreFound() {
        SampleRows sample = new SampleRows(new SplittableRandom(2));
        RowFileLayout layout = new RowFileLayout(
                List.of(Field.required("number", PrimitiveType.DOUBLE)),
                List.of(),
                List.of(),
                1,
                10,
                1_000,
                1 << 20,
                0);
        byte[] file = bytes(SampleRows.write(layout, List.of(sample.sorted(layout, 500))));
        ChunkPages pages =
                RowFileFooter.read(open(file)).groups().getFirst().chunks().getFirst();
        int other = 1;
        while (pages.end(other) - pages.start(other) != pages.end(0)) {
            other++;
        }
        int first = Math.toIntExact(pages.position());
        int second = first + pages.start(other);

        byte[] kept = Arrays.copyOfRange(file, second, second + pages.end(0));
        System.arraycopy(file, first, file, second, pages.end(0));
        System.arraycopy(kept, 0, file, first, pages.end(0));

        assertThatThrownBy(() -> SampleRows.readAll(open(file)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessage("Row file " + SampleRows.PATH
                        + " is damaged in page 0 of column number: its checksum does not match");
    }

    @Test
    void aFooterOfAnotherFileIsRefused() {
        SampleRows sample = new SampleRows(new SplittableRandom(3));
        RowFileLayout layout = keyAndText();
        RowFileFooter footer = RowFileFooter.read(SampleRows.write(layout, List.of(sample.sorted(layout, 10))));
        ObjectReader other = SampleRows.write(layout, List.of(sample.sorted(layout, 20)));

        assertThatThrownBy(() -> new RowFileReader(other, footer)).isInstanceOf(CorruptFileException.class);
    }

    private static RowFileLayout keyAndText() {
        List<Field> fields =
                List.of(Field.required("key", PrimitiveType.LONG), Field.nullable("text", PrimitiveType.STRING));
        return new RowFileLayout(fields, List.of("key"), List.of(), 1, 30, 60, 1 << 20, 10);
    }

    private static byte[] damage(SplittableRandom random, byte[] file) {
        byte[] damaged = file.clone();
        int at = random.nextInt(file.length);
        int other = random.nextInt(file.length);
        int length = random.nextInt(1, 1 + Math.min(200, file.length - Math.max(at, other)));
        switch (random.nextInt(6)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> damaged = Arrays.copyOf(file, at);
            case 2 -> System.arraycopy(file, other, damaged, at, length);
            case 3 -> Arrays.fill(damaged, at, at + length, (byte) 0);
            case 4 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, damaged, at, length);
            }
            default -> {
                damaged = new byte[file.length - length];
                System.arraycopy(file, 0, damaged, 0, at);
                System.arraycopy(file, at + length, damaged, at, file.length - at - length);
            }
        }
        return damaged;
    }

    /// Computes all checksums again that the footer which the file had says where they are.
    private static void sealAgain(byte[] file, RowFileFooter footer) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int footerLength = bytes.getInt(file.length - FileFormat.TAIL_LENGTH);
        int seal = file.length - FileFormat.TAIL_LENGTH - footerLength - FileFormat.SEAL_LENGTH;
        if (seal < 0 || seal > file.length - FileFormat.SEAL_LENGTH) {
            return;
        }
        int checksum = seal;
        for (RowGroupPages group : footer.groups().reversed()) {
            List<ChunkPages> withFilters = new ArrayList<>(group.chunks());
            if (group.filters() != null) {
                withFilters.add(group.filters());
            }
            for (ChunkPages chunk : withFilters.reversed()) {
                for (int page = chunk.pageCount() - 1; page >= 0; page--) {
                    checksum -= Integer.BYTES;
                    bytes.putInt(
                            checksum,
                            crc(file, chunk.position() + chunk.start(page), chunk.end(page) - chunk.start(page)));
                }
                if (chunk.hasDictionary()) {
                    checksum -= Integer.BYTES;
                    bytes.putInt(checksum, crc(file, chunk.position(), chunk.dictionaryBytes()));
                }
            }
        }
        long indexes = bytes.getLong(seal);
        if (indexes < 0 || indexes > seal) {
            return;
        }
        CRC32C sum = new CRC32C();
        sum.update(file, (int) indexes, seal + Long.BYTES - (int) indexes);
        sum.update(
                file,
                seal + FileFormat.SEAL_LENGTH,
                file.length - FileFormat.TAIL_LENGTH - seal - FileFormat.SEAL_LENGTH);
        bytes.putInt(seal + Long.BYTES, (int) sum.getValue());
    }

    private static int crc(byte[] file, long from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(file, Math.toIntExact(from), length);
        return (int) sum.getValue();
    }

    /// What the error must name: the file and, if all that was changed lies in one page, that page and its column.
    private static String named(byte[] file, byte[] damaged, RowFileFooter footer) {
        int first = Arrays.mismatch(file, damaged);
        String whole = "Row file " + SampleRows.PATH;
        if (damaged.length != file.length) {
            return whole;
        }
        int last = file.length - 1;
        while (file[last] == damaged[last]) {
            last--;
        }
        for (RowGroupPages group : footer.groups()) {
            for (int column = 0; column < group.chunks().size(); column++) {
                ChunkPages chunk = group.chunks().get(column);
                String name = footer.shape().leaves().get(column).name();
                if (chunk.position() <= first && last < chunk.position() + chunk.dictionaryBytes()) {
                    return whole + " is damaged in the dictionary, for page " + group.firstPage()
                            + " and on, of column " + name;
                }
                int page = pageWith(chunk, first, last);
                if (page >= 0) {
                    return whole + " is damaged in page " + (group.firstPage() + page) + " of column " + name;
                }
            }
            int filter = group.filters() == null ? -1 : pageWith(group.filters(), first, last);
            if (filter >= 0) {
                return whole + " is damaged in the key filter of page " + (group.firstPage() + filter);
            }
        }
        return whole;
    }

    /// The page of a chunk that both bytes lie in; -1 when there is none.
    private static int pageWith(ChunkPages chunk, int first, int last) {
        for (int page = 0; page < chunk.pageCount(); page++) {
            if (chunk.position() + chunk.start(page) <= first && last < chunk.position() + chunk.end(page)) {
                return page;
            }
        }
        return -1;
    }

    /// What came of reading a file.
    ///
    /// @param rows    null when the file is found to be damaged
    /// @param refusal what was said then
    private record Outcome(@Nullable RowBatch rows, String refusal) {}

    private static Outcome read(byte[] file) {
        ObjectReader in = open(file);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            return new Outcome(SampleRows.readAll(in), "");
        } catch (CorruptFileException found) {
            return new Outcome(null, String.valueOf(found.getMessage()));
        } finally {
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATION);
        }
    }

    private static ObjectReader open(byte[] file) {
        InMemoryObjectStore store = SampleRows.newStore();
        try (ObjectWriter out = store.create(SampleRows.PATH)) {
            out.write(ByteBuffer.wrap(file));
            out.finish();
        }
        return store.open(SampleRows.PATH);
    }

    private static byte[] bytes(ObjectReader in) {
        return in.read(0, Math.toIntExact(in.sizeBytes())).array();
    }
}
