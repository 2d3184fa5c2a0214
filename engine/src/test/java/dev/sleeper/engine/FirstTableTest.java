package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.UncheckedPuts;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store is probed before the first table of an instance is made.
class FirstTableTest {
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());

    @TempDir
    Path directory = Path.of("");

    @Test
    void aStoreThatChecksAndThenWritesIsRefusedAndNoTableIsMade() {
        try (TestInstance test = TestInstance.over(directory, made -> new UncheckedPuts(made.objects(), 8))) {
            assertThatThrownBy(() -> create(test.instance(), "first"))
                    .isInstanceOfSatisfying(RequestException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.UNSUPPORTED_STORE);
                        assertThat(e.hint()).contains("conditional writes are atomic");
                    })
                    .hasMessageContaining("The store at memory:/// would lose rows, so no table was made in it")
                    .hasMessageContaining("8 were told that theirs is there");

            assertThat(test.instance().tables()).isEmpty();
            assertThat(test.objects().list("", "", 10))
                    .extracting(ObjectSummary::path)
                    .containsExactly("instance.properties");
        }
    }

    @Test
    void theStoreIsProbedOnceForAnInstanceAndAgainWhereItWasCopiedTo() {
        AtomicInteger probes = new AtomicInteger();
        try (TestInstance test =
                TestInstance.over(directory, made -> new CountingProbes(made.objects(), "memory:///", probes))) {
            assertThat(probes).hasValue(0);
            create(test.instance(), "first");
            assertThat(probes).hasValue(1);
            create(test.instance(), "second");
            openElsewhere(test, "memory:///", probes, "third");
            assertThat(probes).hasValue(1);

            openElsewhere(test, "memory:///copy", probes, "fourth");

            assertThat(probes).hasValue(2);
            assertThat(test.instance().tables()).hasSize(4);
        }
    }

    private void openElsewhere(TestInstance test, String root, AtomicInteger probes, String table) {
        ObjectStore store = new CountingProbes(test.objects(), root, probes);
        try (Instance again =
                Instance.open(store, test.environment(), EngineSettings.of(directory, 1L << 30, 1_000, 0))) {
            create(again, table);
        }
    }

    private static final class CountingProbes extends ForwardingObjectStore {
        private final URI root;
        private final AtomicInteger probes;

        CountingProbes(ObjectStore store, String root, AtomicInteger probes) {
            super(store);
            this.root = URI.create(root);
            this.probes = probes;
        }

        @Override
        public URI root() {
            return root;
        }

        @Override
        public ObjectWriter create(String path) {
            if (path.startsWith("probe/")) {
                probes.incrementAndGet();
            }
            return super.create(path);
        }
    }

    private static void create(Instance instance, String name) {
        instance.createTable(new TableDefinition(name, SCHEMA, List.of()));
    }
}
