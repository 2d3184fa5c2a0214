package dev.sleeper.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// An empty store to test, and short words for what tests do with it.
public abstract class ObjectStoreFixture {
    /// Threads that race.
    protected static final int THREADS = 16;

    private ObjectStore store;

    /// Opens an empty store; called before each test.
    protected abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// The store that is tested.
    protected final ObjectStore store() {
        return store;
    }

    protected interface Racer<T> {
        T run(int thread) throws Exception;
    }

    protected static <T> List<T> race(Racer<T> racer) throws InterruptedException, ExecutionException {
        List<Callable<T>> tasks = IntStream.range(0, THREADS)
                .<Callable<T>>mapToObj(thread -> () -> racer.run(thread))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    protected final void increment(String path) {
        while (true) {
            VersionedObject object = store.get(path).orElseThrow();
            int next = Integer.parseInt(new String(object.content(), StandardCharsets.US_ASCII)) + 1;
            SwapOutcome outcome = store.compareAndSwap(path, object.version(), text(Integer.toString(next)));
            if (outcome == SwapOutcome.SWAPPED) {
                return;
            }
            assertThat(outcome).isNotEqualTo(SwapOutcome.UNCLEAR);
        }
    }

    protected final PutOutcome stream(String path, byte[] content, int chunk) {
        try (ObjectWriter writer = store.create(path)) {
            for (int offset = 0; offset < content.length; offset += chunk) {
                writer.write(ByteBuffer.wrap(content, offset, Math.min(chunk, content.length - offset)));
            }
            return writer.finish();
        }
    }

    protected final byte[] content(String path) {
        return store.get(path).map(VersionedObject::content).orElseThrow();
    }

    protected final Version version(String path) {
        return store.get(path).map(VersionedObject::version).orElseThrow();
    }

    protected final List<String> paths(String prefix, String after, int limit) {
        return store.list(prefix, after, limit).stream()
                .map(ObjectSummary::path)
                .toList();
    }

    protected static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    protected static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
