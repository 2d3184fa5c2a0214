package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentWritesTest {
    private static final int WRITERS = 64;
    private static final int WRITES = 5;
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("writer", PrimitiveType.INT), Field.required("write", PrimitiveType.INT)),
            List.of("writer", "write"),
            List.of());

    @Test
    void everyWriterSeesItsOwnWritesAtOnceAndAllAreThereOnce(@TempDir Path directory)
            throws InterruptedException, ExecutionException {
        try (TestInstance test = TestInstance.open(directory);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            test.create("t", SCHEMA, List.of(16, 32, 48));
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                running.add(writers.submit(() -> writeAndRead(test, number)));
            }
            for (Future<?> done : running) {
                done.get();
            }

            List<List<Object>> expected = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                for (int write = 0; write < WRITES; write++) {
                    expected.add(List.of(writer, write));
                }
            }
            assertThat(test.query(Query.all("t"))).isEqualTo(expected);
            assertThat(test.instance().openOperations()).isZero();
        }
    }

    private static void writeAndRead(TestInstance test, int writer) {
        List<List<Object>> expected = new ArrayList<>();
        for (int write = 0; write < WRITES; write++) {
            expected.add(List.of(writer, write));
            WriteResult result = test.write("t", "job-" + writer + "-" + write, List.of(expected.getLast()));

            try (QueryResult own = test.instance().query(Query.of("t", List.of(Region.exactly("writer", writer))))) {
                assertThat(own.version()).isGreaterThanOrEqualTo(result.version());
                assertThat(TestInstance.drain(own)).isEqualTo(expected);
            }
        }
    }
}
