package dev.sleeper.server.ndjson;

import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Text on its way into batches, which takes memory as it comes: some for each batch from its first byte on, so that a
/// slow client never holds up those with batches of the usual size, and more for a record that is large.
final class CountedInput extends FilterInputStream {
    /// What a character may become, with what parsing it takes: `1,` is a long in a list.
    private static final long MEMORY_A_BYTE = 4;

    private final BodyMemory.Share memory;
    private long batchBytes;

    CountedInput(InputStream in, BodyMemory.Share memory) {
        super(in);
        this.memory = memory;
    }

    /// All that came has been handed on.
    void beginBatch() {
        batchBytes = 0;
        memory.keep(0);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        if (count > 0) {
            count(count);
        }
        return count;
    }

    private void count(int bytes) {
        if (batchBytes == 0) {
            memory.take(MEMORY_A_BYTE * NdjsonReader.BATCH_BYTES);
        }
        batchBytes += bytes;
        if (batchBytes > RowSource.MAX_BATCH_BYTES) {
            throw Refusal.recordTooLarge();
        }
        if (batchBytes > NdjsonReader.BATCH_BYTES) {
            memory.take(MEMORY_A_BYTE * bytes);
        }
    }
}
