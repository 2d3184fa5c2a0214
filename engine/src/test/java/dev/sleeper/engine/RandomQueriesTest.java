package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.RandomRegions;
import dev.sleeper.engine.testing.RandomRows;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.Change.SplitPartition;
import dev.sleeper.table.Partition;
import dev.sleeper.table.catalog.FoundTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ten thousand random queries, of tables with random schemas, rows, split points and files, against a sorted list.
class RandomQueriesTest {
    private static final int TABLES = 100;
    private static final int QUERIES = 99;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void randomQueriesGiveTheRowsOfASortedList(int quarter, @TempDir Path directory) {
        for (int table = quarter * TABLES / 4; table < (quarter + 1) * TABLES / 4; table++) {
            try (TestInstance instance = TestInstance.open(directory)) {
                new RandomTable(instance, 1_000 + table, 300).checkQueries(QUERIES);
            }
        }
    }

    @Test
    void randomQueriesOfManyPagesGiveTheRowsOfASortedList(@TempDir Path directory) {
        for (int table = 0; table < 5; table++) {
            try (TestInstance instance = TestInstance.open(directory, 1 << 20)) {
                new RandomTable(instance, 5_000 + table, 9_000).checkQueries(QUERIES / 4);
            }
        }
    }

    private static final class RandomTable {
        private final TestInstance instance;
        private final long seed;
        private final RandomRows rows;
        private final SplittableRandom random;
        private final Schema schema;
        private final List<List<Object>> expected = new ArrayList<>();

        RandomTable(TestInstance instance, long seed, int maxRows) {
            this.instance = instance;
            this.seed = seed;
            this.rows = new RandomRows(seed);
            this.random = rows.random();
            this.schema = rows.schema();
            instance.create("t", schema, splitPoints());
            for (int i = random.nextInt(6); i >= 0; i--) {
                write("job-" + i, rows.rows(schema, 1 + random.nextInt(maxRows)));
                splitSomeLeaf();
            }
            expected.sort(Rows.order(schema));
        }

        private List<Object> splitPoints() {
            TreeSet<Object> points = new TreeSet<>(Rows::compare);
            for (int i = random.nextInt(6); i > 0; i--) {
                points.add(rows.value(schema.rowKeyFields().getFirst().type()));
            }
            return List.copyOf(points);
        }

        /// Writes rows, sometimes only those that belong to one leaf.
        private void write(String jobId, List<List<Object>> written) {
            List<List<Object>> chosen = written;
            if (random.nextBoolean()) {
                Partition leaf = leafOf(written.getFirst());
                chosen = written.stream()
                        .filter(row -> leaf.range().contains(keyOf(row)))
                        .toList();
            }
            try (WriteSession session = instance.instance().beginWrite("t", jobId)) {
                int half = chosen.size() / 2;
                session.write(Rows.batch(schema.fields(), chosen.subList(0, half)));
                session.write(Rows.batch(schema.fields(), chosen.subList(half, chosen.size())));
                session.commit();
            }
            expected.addAll(chosen);
        }

        private Partition leafOf(List<Object> row) {
            return instance.table("t").state().partitions().leaf(keyOf(row));
        }

        private Key keyOf(List<Object> row) {
            List<Object> values = new ArrayList<>();
            for (Field field : schema.rowKeyFields()) {
                values.add(TestInstance.plain(row.get(schema.indexOf(field.name()))));
            }
            return KeyCodec.ofRowKeys(schema).encode(values);
        }

        private void splitSomeLeaf() {
            FoundTable table = instance.table("t");
            Key at = keyOf(expected.get(random.nextInt(expected.size())));
            Partition leaf = table.state().partitions().leaf(at);
            if (leaf.range().min().compareTo(at) < 0) {
                String id = instance.environment().randomId();
                List<Partition> children = List.of(
                        Partition.leaf(
                                id + "-l", leaf.id(), new KeyRange(leaf.range().min(), at)),
                        Partition.leaf(
                                id + "-r",
                                leaf.id(),
                                new KeyRange(at, leaf.range().max())));
                assertThat(table.table().commit(new SplitPartition(Map.of(leaf.id(), children))))
                        .isInstanceOf(Committed.class);
            }
        }

        void checkQueries(int count) {
            for (int i = 0; i < count; i++) {
                check(i, RandomRegions.of(rows, schema, expected));
            }
        }

        private void check(int number, RandomRegions regions) {
            List<List<Object>> wanted = expected.stream()
                    .filter(row -> regions.contain(schema, row))
                    .toList();
            List<String> columns = columns();
            long limit = random.nextInt(3) == 0 ? random.nextInt(wanted.size() + 2) : Query.NO_LIMIT;
            Query query =
                    Query.of("t", regions.toRegions()).withColumns(columns).withLimit(limit);

            List<List<Object>> found = instance.query(query);

            String description = "seed %d, query %d, %s, limit %d".formatted(seed, number, regions, limit);
            assertThat(keysOf(found, columns))
                    .as(description)
                    .isEqualTo(keysOf(project(wanted, columns), columns).stream()
                            .limit(limit)
                            .toList());
            if (limit >= wanted.size()) {
                assertThat(inAnyOrder(found)).as(description).isEqualTo(inAnyOrder(project(wanted, columns)));
            }
        }

        /// All columns in the schema's order, or some in any order.
        private List<String> columns() {
            List<String> names =
                    new ArrayList<>(schema.fields().stream().map(Field::name).toList());
            if (random.nextBoolean()) {
                return List.of();
            }
            Collections.shuffle(names, new java.util.Random(random.nextLong()));
            return List.copyOf(names.subList(0, 1 + random.nextInt(names.size())));
        }

        private List<List<Object>> project(List<List<Object>> all, List<String> columns) {
            if (columns.isEmpty()) {
                return all;
            }
            List<List<Object>> projected = new ArrayList<>();
            for (List<Object> row : all) {
                List<Object> values = new ArrayList<>();
                columns.forEach(column -> values.add(row.get(schema.indexOf(column))));
                projected.add(values);
            }
            return projected;
        }

        /// What is left of the key in projected rows: it decides their order, but not that of equal keys.
        private List<List<Object>> keysOf(List<List<Object>> projected, List<String> columns) {
            List<String> names = columns.isEmpty()
                    ? schema.fields().stream().map(Field::name).toList()
                    : columns;
            List<List<Object>> keys = new ArrayList<>();
            for (List<Object> row : projected) {
                List<Object> key = new ArrayList<>();
                for (Field field : schema.keyFields()) {
                    if (names.contains(field.name())) {
                        key.add(row.get(names.indexOf(field.name())));
                    }
                }
                keys.add(key);
            }
            return keys;
        }

        private static List<List<Object>> inAnyOrder(List<List<Object>> rows) {
            List<List<Object>> sorted = new ArrayList<>(rows);
            sorted.sort(Comparator.comparing(Object::toString));
            return sorted;
        }
    }
}
