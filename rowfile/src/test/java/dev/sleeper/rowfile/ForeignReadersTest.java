package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Readers of other makes in Java; those in Python read what [SampleFiles] writes.
class ForeignReadersTest {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void hardwoodAndParquetJavaReadRandomRows(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SampleRows sample = new SampleRows(random);
        RowFileLayout layout = sample.layout();
        RowBatch rows = sample.sorted(layout, random.nextInt(1, 1_500));

        assertThatBothRead(layout, rows, sample);
    }

    @Test
    void hardwoodAndParquetJavaReadEveryType() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (PrimitiveType type : PrimitiveType.values()) {
            fields.add(Field.required("required" + type, type));
            fields.add(Field.nullable("nullable" + type, type));
            fields.add(Field.nullable("list" + type, new ListType(type)));
            fields.add(Field.nullable("map" + type, new MapType(PrimitiveType.STRING, type)));
        }
        SampleRows sample = new SampleRows(new SplittableRandom(100));
        RowFileLayout layout =
                new RowFileLayout(fields, List.of("requiredLongType"), List.of(), 1, 200, 900, 1 << 20, 10);

        assertThatBothRead(layout, sample.sorted(layout, 2_000), sample);
    }

    @Test
    void parquetJavaFindsEachKeyByStatisticsAndIndexes() throws IOException {
        SampleRows sample = new SampleRows(new SplittableRandom(101));
        RowFileLayout layout = new RowFileLayout(
                List.of(Field.required("key", PrimitiveType.STRING)),
                List.of("key"),
                List.of(),
                1,
                20,
                100,
                1 << 20,
                10);
        RowBatch rows = sample.sorted(layout, 500);
        Path file = file(layout, List.of(rows));
        List<List<Object>> values = new ArrayList<>();
        SampleRows.values(rows).forEach(row -> values.add(List.copyOf(row)));

        for (int row = 0; row < 500; row += 7) {
            byte[] key = ((BytesColumn) rows.column("key")).value(row);
            List<Object> wanted = values.get(row);
            FilterCompat.Filter filter =
                    FilterCompat.get(FilterApi.eq(FilterApi.binaryColumn("key"), Binary.fromConstantByteArray(key)));

            assertThat(ParquetJavaRows.read(file, layout.fields(), filter))
                    .hasSameSizeAs(values.stream().filter(wanted::equals).toList())
                    .allMatch(wanted::equals);
        }
    }

    private void assertThatBothRead(RowFileLayout layout, RowBatch rows, SampleRows sample) throws IOException {
        Path file = file(layout, sample.cut(rows));

        assertThat(HardwoodRows.read(Files.readAllBytes(file), layout.fields()))
                .as("hardwood, %s", layout)
                .isEqualTo(SampleRows.values(rows));
        assertThat(ParquetJavaRows.read(file, layout.fields(), FilterCompat.NOOP))
                .as("parquet-java, %s", layout)
                .isEqualTo(SampleRows.values(rows));
    }

    private Path file(RowFileLayout layout, List<RowBatch> batches) throws IOException {
        Path file = directory.resolve("rows.parquet");
        try (ObjectReader in = SampleRows.write(layout, batches)) {
            return Files.write(file, in.read(0, Math.toIntExact(in.sizeBytes())).array());
        }
    }
}
