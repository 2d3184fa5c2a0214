package dev.sleeper.rowfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFileRoundTripTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void rowsOfAnyFieldsComeBackAsTheyWereWritten(int seed) {
        for (int i = 0; i < 25; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000L + i);
            SampleRows sample = new SampleRows(random);
            RowFileLayout layout = sample.layout();
            RowBatch rows = sample.sorted(layout, random.nextInt(2_000));

            ObjectReader in = SampleRows.write(layout, sample.cut(rows));

            RowFileFooter footer = RowFileFooter.read(in);
            assertThat(footer.fields()).as("seed %s of %s", i, seed).isEqualTo(layout.fields());
            assertThat(footer.rowCount()).isEqualTo(rows.rowCount());
            assertThat(SampleRows.values(SampleRows.readAll(in)))
                    .as("seed %s of %s: %s", i, seed, layout)
                    .isEqualTo(SampleRows.values(rows));
            readSomePages(random, in, footer, rows);
        }
    }

    private static void readSomePages(SplittableRandom random, ObjectReader in, RowFileFooter footer, RowBatch rows) {
        if (footer.pageCount() == 0) {
            return;
        }
        int from = random.nextInt(footer.pageCount());
        int to = random.nextInt(from, footer.pageCount() + 1);
        List<Field> fields = footer.fields()
                .reversed()
                .subList(0, random.nextInt(footer.fields().size()) + 1);

        RowBatch read;
        try (RowFileReader reader = new RowFileReader(in, footer)) {
            read = reader.readPages(from, to, fields);
        }

        RowBatch expected =
                rows.select(fields).slice(Math.toIntExact(footer.firstRow(from)), Math.toIntExact(footer.firstRow(to)));
        assertThat(SampleRows.values(read)).isEqualTo(SampleRows.values(expected));
    }
}
