package dev.sleeper.engine.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.testing.Bytes;
import dev.sleeper.engine.testing.RandomRows;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.row.RowBatch;
import dev.sleeper.rowfile.RowFileLayout;
import dev.sleeper.rowfile.RowFileWriter;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our own writer stands in for another program here: its files are Parquet. The resources are files of pyarrow.
class ParquetRowsTest {
    private static final Field KEY = Field.required("key", PrimitiveType.STRING);
    private static final long MAX_BYTES = 384L << 20;

    @TempDir
    Path directory = Path.of("");

    private final AtomicLong reserved = new AtomicLong();

    @Test
    void valuesOfAllTypesAndNullsAreRead() {
        Schema schema = RandomRows.schemaOfAllTypes(PrimitiveType.STRING);
        List<List<Object>> rows = new RandomRows(7).rows(schema, 2_000);
        Path file = parquet(schema.fields(), rows);

        assertThat(read(file, schema)).isEqualTo(rows);
    }

    @Test
    void columnsAreFoundByNameInAnyOrder() {
        Field number = Field.required("number", PrimitiveType.LONG);
        Path file = parquet(List.of(number, KEY), List.of(List.of(5L, "a")));

        assertThat(read(file, schema(KEY, number))).containsExactly(List.of("a", 5L));
    }

    @Test
    void integersOfAnotherWidthAreReadWhenTheyFit() {
        Path wide = parquet(
                List.of(KEY, Field.required("n", PrimitiveType.LONG)),
                List.of(List.of("a", (long) Integer.MIN_VALUE), List.of("b", (long) Integer.MAX_VALUE)));
        Path narrow = parquet(List.of(KEY, Field.required("n", PrimitiveType.INT)), List.of(List.of("a", -1)));

        assertThat(read(wide, schema(KEY, Field.required("n", PrimitiveType.INT))))
                .containsExactly(List.of("a", Integer.MIN_VALUE), List.of("b", Integer.MAX_VALUE));
        assertThat(read(narrow, schema(KEY, Field.required("n", PrimitiveType.LONG))))
                .containsExactly(List.of("a", -1L));
    }

    @Test
    void aValueOutOfRangeIsNamedWithItsRecordAlsoInsideAList() {
        Path file = parquet(
                List.of(KEY, Field.required("n", PrimitiveType.LONG)),
                List.of(List.of("a", 1L), List.of("b", 1L + Integer.MAX_VALUE)));

        assertProblem(
                () -> read(file, schema(KEY, Field.required("n", PrimitiveType.INT))),
                Code.INVALID_ROW,
                "Field n of record 2 is 2147483648, which is out of range for IntType");

        Path lists = parquet(
                List.of(KEY, Field.required("l", new ListType(PrimitiveType.LONG))),
                List.of(
                        List.of("a", List.of(1L, 2L)),
                        List.of("b", List.of()),
                        List.of("c", List.of(3L, 1L + Integer.MAX_VALUE))));

        assertProblem(
                () -> read(lists, schema(KEY, Field.required("l", new ListType(PrimitiveType.INT)))),
                Code.INVALID_ROW,
                "Field l of record 3 is 2147483648, which is out of range for IntType");
    }

    @Test
    void keysOfBytesThatAreNotSaidToBeTextAreByteArrays() {
        Field bytes = Field.required("key", PrimitiveType.BYTE_ARRAY);
        Path plain = parquet(List.of(bytes), List.of(List.of(new Bytes("ff00"))));
        Path text = parquet(List.of(KEY), List.of(List.of("a")));

        assertThat(keyField(plain)).isEqualTo(bytes);
        assertThat(keyField(text)).isEqualTo(KEY);
    }

    @Test
    void bytesThatAreNotSaidToBeTextFitAFieldOfStrings() {
        Path file =
                parquet(List.of(Field.required("key", PrimitiveType.BYTE_ARRAY)), List.of(List.of(new Bytes("61"))));

        assertThat(read(file, schema(KEY))).containsExactly(List.of("a"));
    }

    @Test
    void aNullableColumnWithoutNullsFitsARequiredField() {
        Path file = parquet(List.of(Field.nullable("key", PrimitiveType.STRING)), List.of(List.of("a")));

        assertThat(read(file, schema(KEY))).containsExactly(List.of("a"));
    }

    @Test
    void aNullableFieldThatTheFileLeavesOutIsNull() {
        Path file = parquet(List.of(KEY), List.of(List.of("a"), List.of("b")));
        Field number = Field.nullable("number", PrimitiveType.LONG);
        Field list = Field.nullable("list", new ListType(PrimitiveType.STRING));

        assertThat(read(file, schema(KEY, number, list)))
                .containsExactly(Arrays.asList("a", null, null), Arrays.asList("b", null, null));
    }

    @Test
    void missingAndUnknownColumnsAndOtherTypesAreNamed() {
        Field number = Field.required("number", PrimitiveType.LONG);
        Path file = parquet(List.of(KEY, number), List.of(List.of("a", 1L)));

        assertProblem(() -> read(file, schema(KEY)), Code.INVALID_ROW, "column number, which the table does not");
        assertProblem(
                () -> read(file, schema(KEY, number, Field.required("more", PrimitiveType.LONG))),
                Code.INVALID_ROW,
                "lacks the column more");
        assertProblem(
                () -> read(file, schema(KEY, Field.required("number", PrimitiveType.STRING))),
                Code.INVALID_ROW,
                "column number does not hold values of StringType");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "gzip", "zstd"})
    void filesOfPyarrowAreReadInTheUsualCompressions(String codec) throws IOException {
        Field number = Field.nullable("n", PrimitiveType.LONG);
        Field list = Field.nullable("l", new ListType(PrimitiveType.STRING));

        assertThat(read(pyarrows(codec), schema(KEY, number, list)))
                .containsExactly(Arrays.asList("b", null, List.of("x", "y")), List.of("a", 1L, List.of()));
    }

    @Test
    void aCompressionThatCannotBeReadIsNamed() throws IOException {
        Path file = pyarrows("lz4");

        assertProblem(
                () -> read(file, schema(KEY)),
                Code.INVALID_BODY,
                "The Parquet file is compressed with LZ4_RAW, which is not read here");
    }

    @Test
    void whatIsWrongWithAFileIsToldWithoutWhereItIsKept() throws IOException {
        Path file = pyarrows("snappy");
        byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 4, 40, (byte) 'z');
        Files.write(file, damaged);
        Schema schema = schema(
                KEY, Field.nullable("n", PrimitiveType.LONG), Field.nullable("l", new ListType(PrimitiveType.STRING)));

        assertThatThrownBy(() -> read(file, schema))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("The Parquet file is damaged or cut short: ")
                .hasMessageNotContaining("[")
                .hasMessageNotContaining(directory.toString());
    }

    @Test
    void dictionariesMayHaveMoreWordsThanTheirColumnHasRows() throws IOException {
        assertThat(read(pyarrows("unused-words"), schema(KEY))).isEqualTo(List.of(List.of("w0"), List.of("w7")));
    }

    private Path pyarrows(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("pyarrow-" + name + ".parquet"))) {
            return Files.write(directory.resolve("pyarrow"), in.readAllBytes());
        }
    }

    @Test
    void rowGroupsLargerThanWhatIsReadIntoMemoryAreMapped() {
        Field bytes = Field.required("bytes", PrimitiveType.BYTE_ARRAY);
        List<List<Object>> rows = List.of(List.of("a", Bytes.of(noise(3 << 20))));

        assertThat(read(parquet(List.of(KEY, bytes), rows), schema(KEY, bytes))).isEqualTo(rows);
    }

    @Test
    void valuesOfMegabytesAreReadAFewAtATime() {
        Field bytes = Field.required("bytes", PrimitiveType.BYTE_ARRAY);
        Path file = parquet(List.of(KEY, bytes), Collections.nCopies(15, List.of("a", Bytes.of(noise(4 << 20)))));

        int rows = 0;
        try (SpillFile disk = received(file);
                ParquetRows parquet = ParquetRows.open(disk, schema(KEY, bytes), MAX_BYTES, reserved::set)) {
            for (RowBatch batch = parquet.next(); batch != null; batch = parquet.next()) {
                assertThat(batch.sizeBytes()).isLessThan(20 << 20);
                rows += batch.rowCount();
            }
        }

        assertThat(rows).isEqualTo(15);
        assertThat(reserved.get()).isBetween(50L << 20, 150L << 20);
    }

    @Test
    void longTextsThatTheFileHasOnceForManyRowsAreReadAFewAtATime() {
        Field text = Field.required("text", PrimitiveType.STRING);
        String longText = "x".repeat(4_000);
        Path file = parquet(List.of(KEY, text), Collections.nCopies(20_000, List.of("a", longText)));

        int rows = 0;
        try (SpillFile disk = received(file);
                ParquetRows parquet = ParquetRows.open(disk, schema(KEY, text), MAX_BYTES, reserved::set)) {
            for (RowBatch batch = parquet.next(); batch != null; batch = parquet.next()) {
                assertThat(batch.sizeBytes()).isLessThan(20 << 20);
                rows += batch.rowCount();
            }
        }

        assertThat(rows).isEqualTo(20_000);
        assertThat(reserved.get()).isBetween(50L << 20, 150L << 20);
    }

    @Test
    void aFileThatTakesMoreMemoryThanThereIsIsRefusedBeforeItIsRead() {
        Field bytes = Field.required("bytes", PrimitiveType.BYTE_ARRAY);
        byte[] large = new byte[70 << 20];
        byte[] noise = noise(1 << 18);
        for (int at = 0; at < large.length; at += noise.length) {
            System.arraycopy(noise, 0, large, at, noise.length);
        }
        Path file = parquet(List.of(KEY, bytes), List.of(List.of("a", Bytes.of(large))));

        assertProblem(() -> read(file, schema(KEY, bytes)), Code.BATCH_TOO_LARGE, "MB of memory, more than the limit");
        assertThat(reserved).hasValue(0);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new SplittableRandom(1).nextBytes(noise);
        return noise;
    }

    @Test
    void whatIsNoParquetFileIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "key,number\na,1\n");
        Path empty = Files.createFile(directory.resolve("empty"));

        assertProblem(() -> read(text, schema(KEY)), Code.INVALID_BODY, "PAR1");
        assertProblem(() -> read(empty, schema(KEY)), Code.INVALID_BODY, "0 bytes");
    }

    @Test
    void damagedFilesAreRefusedOrReadRightly() throws IOException {
        Schema schema = RandomRows.schemaOfAllTypes(PrimitiveType.LONG);
        byte[] sound = Files.readAllBytes(parquet(schema.fields(), new RandomRows(3).rows(schema, 300)));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = sound.clone();
            int from = random.nextInt(4) == 0 ? Math.max(0, sound.length - 4_000) : 0;
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                damaged[random.nextInt(from, damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(directory.resolve("damaged"), damaged);
            try {
                read(file, schema);
            } catch (RequestException e) {
                assertThat(e.code()).isIn(Code.INVALID_BODY, Code.INVALID_ROW);
            }
        }
    }

    private static Schema schema(Field... fields) {
        return Schema.of(List.of(fields), List.of("key"), List.of());
    }

    private Path parquet(List<Field> fields, List<List<Object>> rows) {
        try (InMemoryObjectStore store = new InMemoryObjectStore(new ManualTimekeeper())) {
            try (ObjectWriter out = store.create("file");
                    RowFileWriter writer = RowFileWriter.open("file", out, RowFileLayout.keyless(fields))) {
                writer.write(Rows.batch(fields, rows));
                writer.finish();
                out.finish();
            }
            byte[] content = store.get("file").orElseThrow().content();
            return Files.write(Files.createTempFile(directory, "rows", ".parquet"), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<List<Object>> read(Path file, Schema schema) {
        try (SpillFile disk = received(file)) {
            return read(disk, schema);
        }
    }

    private static SpillFile received(Path file) {
        SpillFile disk = SpillFile.create(file.resolveSibling("spill"), "received");
        try (InputStream bytes = Files.newInputStream(file)) {
            disk.writeAll(bytes);
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<List<Object>> read(SpillFile disk, Schema schema) {
        List<List<Object>> rows = new ArrayList<>();
        try (ParquetRows parquet = ParquetRows.open(disk, schema, MAX_BYTES, reserved::set)) {
            for (RowBatch batch = parquet.next(); batch != null; batch = parquet.next()) {
                assertThat(batch.fields()).isEqualTo(schema.fields());
                rows.addAll(Rows.of(batch));
            }
        }
        return rows;
    }

    private static Field keyField(Path file) {
        try (SpillFile disk = received(file);
                ParquetRows keys = ParquetRows.openKeys(disk, "key", MAX_BYTES)) {
            return Objects.requireNonNull(keys.next()).fields().getFirst();
        }
    }

    private static void assertProblem(Runnable action, Code code, String message) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(message);
        });
    }
}
