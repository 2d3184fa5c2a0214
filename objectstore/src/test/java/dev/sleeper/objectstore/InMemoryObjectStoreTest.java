package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore openStore() {
        return new InMemoryObjectStore(new ManualTimekeeper());
    }

    @Test
    void aCopyGoesItsOwnWay() {
        InMemoryObjectStore store = new InMemoryObjectStore(new ManualTimekeeper());
        store.putIfAbsent("a", "one".getBytes(StandardCharsets.US_ASCII));

        InMemoryObjectStore copy = store.copy();
        assertThat(copy.versions()).isEqualTo(store.versions());
        copy.putIfAbsent("b", "two".getBytes(StandardCharsets.US_ASCII));
        store.delete("a");

        assertThat(copy.versions()).containsOnlyKeys("a", "b");
        assertThat(store.versions()).isEmpty();
    }
}
