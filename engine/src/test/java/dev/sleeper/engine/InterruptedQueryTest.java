package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.local.LocalObjectStore;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedQueryTest {
    private static final int QUERIES = 200;
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());

    @TempDir
    Path directory = Path.of("");

    @Test
    void aQueryThatIsInterruptedAgainAndAgainHarmsNoOtherOfTheSameFiles() throws Exception {
        AtomicReference<ObjectStore> store = new AtomicReference<>();
        try (TestInstance test = TestInstance.over(directory.resolve("spill"), made -> {
            store.set(LocalObjectStore.open(directory.resolve("root"), made.environment()));
            return store.get();
        })) {
            test.create("t", SCHEMA, List.of());
            List<List<Object>> rows = new ArrayList<>();
            for (int key = 0; key < 20_000; key++) {
                rows.add(List.of(key));
            }
            test.write("t", "job", rows);

            Future<Integer> interrupted = test.environment().blocking().submit(() -> interruptedQueries(test, rows));
            int answered = 0;
            while (!interrupted.isDone()) {
                assertThat(test.query(Query.all("t"))).isEqualTo(rows);
                answered++;
            }

            assertThat(answered).isPositive();
            assertThat(interrupted.get()).as("others that were not interrupted").isEqualTo(QUERIES / 2);
        }
        store.get().close();
    }

    /// Asks with and without an interrupt, in turn; answers how many of those without one were right.
    private static int interruptedQueries(TestInstance test, List<List<Object>> rows) {
        int right = 0;
        for (int i = 0; i < QUERIES; i++) {
            boolean interrupt = i % 2 == 0;
            if (interrupt) {
                Thread.currentThread().interrupt();
            }
            try {
                right += test.query(Query.all("t")).equals(rows) && !interrupt ? 1 : 0;
            } catch (StoreUnavailableException e) {
                if (!interrupt) {
                    throw e;
                }
            }
            boolean cleared = Thread.interrupted();
            assertThat(cleared).as("an interrupt is the caller's to see").isEqualTo(interrupt);
        }
        return right;
    }
}
