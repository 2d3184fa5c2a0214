package dev.sleeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    private static final Schema SCHEMA =
            Schema.of(List.of(Field.required("key", PrimitiveType.INT)), List.of("key"), List.of());
    private static final List<List<Integer>> ROWS = List.of(List.of(1));

    private boolean full;

    @Test
    void aDiskThatHasNoRoomForALogEntryIsNamedAndTheSameJobIsWrittenOnceThereIs(@TempDir Path directory) {
        try (TestInstance test = TestInstance.over(directory, instance -> new FullStore(instance.objects()))) {
            test.create("t", SCHEMA, List.of());
            full = true;

            assertThatThrownBy(() -> test.write("t", "job", ROWS))
                    .isInstanceOf(UnknownWriteException.class)
                    .hasMessageContaining("the disk is full");

            full = false;
            assertThat(test.write("t", "job", ROWS).alreadyWritten()).isFalse();
            assertThat(test.query(Query.all("t"))).hasSize(1);
        }
    }

    /// Takes data files, but no log entries, while it is full.
    private final class FullStore extends ForwardingObjectStore {
        FullStore(ObjectStore store) {
            super(store);
        }

        @Override
        public PutOutcome putIfAbsent(String path, byte[] content) {
            if (full && path.contains("_delta_log/")) {
                throw new StoreUnavailableException("Could not write object " + path + ": the disk is full", null);
            }
            return super.putIfAbsent(path, content);
        }
    }
}
