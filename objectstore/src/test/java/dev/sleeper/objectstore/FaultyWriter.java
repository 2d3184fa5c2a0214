package dev.sleeper.objectstore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Writes an object of a [FaultyObjectStore]. It keeps the content, so that a request to finish can arrive late, or
/// twice.
final class FaultyWriter implements ObjectWriter {
    private final FaultyObjectStore store;
    private final String path;
    private final ObjectWriter begun;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean ended;
    private boolean torn;

    /// @param begun is written to only when the writer dies
    FaultyWriter(FaultyObjectStore store, String path, ObjectWriter begun) {
        this.store = store;
        this.path = path;
        this.begun = begun;
    }

    @Override
    public void write(ByteBuffer bytes) {
        requireOpen();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        content.writeBytes(copy);
        ended = true;
        store.call(
                StoreOperation.WRITE,
                path,
                () -> true,
                FaultyObjectStore.Answers.thrown("A write to " + path + " broke off", this::tear));
        ended = false;
    }

    private void tear() {
        torn = true;
        store.tear(begun, content.toByteArray());
    }

    @Override
    public PutOutcome finish() {
        requireOpen();
        ended = true;
        byte[] all = content.toByteArray();
        return store.call(
                StoreOperation.FINISH,
                path,
                () -> store.stream(path, all),
                new FaultyObjectStore.Answers<>(
                        () -> PutOutcome.UNCLEAR, () -> PutOutcome.CONFLICT, () -> PutOutcome.UNCLEAR));
    }

    @Override
    public void close() {
        ended = true;
        if (!torn) {
            begun.close();
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("The writer of " + path + " is finished, failed or closed");
        }
    }
}
