package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.SameThread;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyFilesTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("file", PrimitiveType.INT)),
            List.of("key"),
            List.of());

    @TempDir
    Path directory = Path.of("");

    @Test
    void aThousandOverlappingFilesAreReadWithFewOfThemOpen() {
        int files = 1_000;
        try (TestInstance test = TestInstance.over(directory, made -> new FewReaders(made.objects()))) {
            test.create("t", SCHEMA, List.of());
            List<List<Object>> expected = new ArrayList<>();
            for (int file = 0; file < files; file++) {
                test.write("t", "job-" + file, List.of(List.of(file, file), List.of(2 * files - file, file)));
                expected.add(List.of(file, file));
            }
            for (int file = files - 1; file >= 0; file--) {
                expected.add(List.of(2 * files - file, file));
            }

            assertThat(test.query(Query.all("t"))).isEqualTo(expected);
            assertThat(test.query(Query.of("t", List.of(Region.exactly("key", files + 1)))))
                    .isEqualTo(List.of(List.of(files + 1, files - 1)));
        }
    }

    @Test
    void aKeyThatIsNowhereCostsAtMostTwoPageReadsOverFortyFiles() {
        int files = 40;
        int rows = 3_000;
        AtomicReference<FewReaders> store = new AtomicReference<>();
        try (TestInstance test = TestInstance.over(directory, made -> {
            store.set(new FewReaders(made.objects()));
            return store.get();
        })) {
            test.create("t", SCHEMA, List.of());
            for (int file = 0; file < files; file++) {
                int number = file;
                test.write(
                        "t",
                        "job-" + file,
                        IntStream.range(0, rows)
                                .mapToObj(row -> List.<Object>of(2 * (row * files + number), number))
                                .toList());
            }
            // The page indexes and key filters of all files.
            IntStream.range(0, 100).forEach(i -> askedReads(test, store.get(), 2 * i * 1_200 + 1));

            int[] reads = IntStream.range(0, 200)
                    .map(i -> askedReads(test, store.get(), 2 * i * 593 + 7))
                    .sorted()
                    .toArray();

            assertThat(reads[reads.length * 98 / 100]).isLessThanOrEqualTo(2);
            assertThat(IntStream.of(reads).average().orElseThrow()).isLessThan(1);
        }
    }

    /// How many reads of data files it takes to find that there is no such key.
    private static int askedReads(TestInstance test, FewReaders store, int key) {
        int before = store.reads.get();
        assertThat(test.query(Query.of("t", List.of(Region.exactly("key", key)))))
                .isEmpty();
        return store.reads.get() - before;
    }

    @Test
    void aDroppedTableKeepsNoFileOpen() {
        AtomicReference<FewReaders> store = new AtomicReference<>();
        try (TestInstance test = readTwoTables(store)) {
            test.instance().drop("t");

            assertThat(store.get().open).hasValue(1);
            assertThat(test.query(Query.all("other"))).hasSize(1);
        }
    }

    @Test
    void aFileThatNobodyReadsForLongIsClosedWhenAnotherIsReadForAnotherProcessMayHaveDeletedIt() {
        AtomicReference<FewReaders> store = new AtomicReference<>();
        try (TestInstance test = readTwoTables(store)) {
            Environment environment = SameThread.environment(test.clock(), 1);
            EngineSettings settings = EngineSettings.of(directory, 1L << 30, 1_000, 0);
            try (Instance otherProcess = Instance.open(test.objects(), environment, settings)) {
                otherProcess.drop("t");
            }
            test.clock().advance(Duration.ofMinutes(9));
            test.query(Query.all("other"));
            assertThat(store.get().open).hasValue(2);

            test.clock().advance(Duration.ofMinutes(2));
            test.query(Query.all("other"));

            assertThat(store.get().open).hasValue(1);
        }
    }

    /// An instance with a table `t` and one called `other`, of each of which a file is open.
    private TestInstance readTwoTables(AtomicReference<FewReaders> store) {
        TestInstance test = TestInstance.over(directory, made -> {
            store.set(new FewReaders(made.objects()));
            return store.get();
        });
        for (String table : List.of("t", "other")) {
            test.create(table, SCHEMA, List.of());
            test.write(table, "job", List.of(List.of(1, 1)));
            test.query(Query.all(table));
        }
        assertThat(store.get().open).hasValue(2);
        return test;
    }

    @Test
    void queriesAreAnsweredWhileClientsOfManyOthersAreSlow() throws Exception {
        int slow = 60;
        try (TestInstance test = TestInstance.open(directory);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            test.create("t", SCHEMA, List.of());
            List<List<Object>> rows = new ArrayList<>();
            for (int key = 0; key < 9_000; key++) {
                rows.add(List.of(key, key % 10));
            }
            for (int file = 0; file < 10; file++) {
                int number = file;
                test.write(
                        "t",
                        "job-" + file,
                        rows.stream().filter(row -> row.get(1).equals(number)).toList());
            }
            CountDownLatch goOn = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(20);
            List<Future<List<List<Object>>>> answers = new ArrayList<>();
            for (int client = 0; client < slow; client++) {
                answers.add(clients.submit(() -> {
                    try (QueryResult result = test.instance().query(Query.all("t"))) {
                        List<List<Object>> first = new ArrayList<>(Rows.of(result.next()));
                        begun.countDown();
                        goOn.await();
                        first.addAll(TestInstance.drain(result));
                        return first;
                    }
                }));
            }
            begun.await();

            assertThat(test.query(Query.of("t", List.of(Region.exactly("key", 77)))))
                    .isEqualTo(List.of(rows.get(77)));
            assertThat(test.query(Query.all("t").withLimit(10))).isEqualTo(rows.subList(0, 10));

            goOn.countDown();
            for (Future<List<List<Object>>> answer : answers) {
                assertThat(answer.get()).isEqualTo(rows);
            }
        }
    }

    /// A store that lets few data files be open for reading at once, as a process has few files.
    private static final class FewReaders extends ForwardingObjectStore {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger reads = new AtomicInteger();

        FewReaders(ObjectStore store) {
            super(store);
        }

        @Override
        public ObjectReader open(String path) {
            if (path.contains("/_delta_log/")) {
                return store.open(path);
            }
            if (open.get() >= TestInstance.OPEN_FILES) {
                throw new StoreUnavailableException("Too many open files", null);
            }
            ObjectReader reader = store.open(path);
            open.incrementAndGet();
            return new ObjectReader() {
                @Override
                public String path() {
                    return path;
                }

                @Override
                public long sizeBytes() {
                    return reader.sizeBytes();
                }

                @Override
                public ByteBuffer read(long offset, int length) {
                    reads.incrementAndGet();
                    return reader.read(offset, length);
                }

                @Override
                public void close() {
                    reader.close();
                    open.decrementAndGet();
                }
            };
        }
    }
}
