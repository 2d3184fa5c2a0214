package dev.sleeper.server.arrow;

import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;

/// Walks over the nodes and buffers of one record batch in the order in which its columns lie. Every place is
/// checked against the body before it is used, and every allocation that a decoder makes is first reserved here.
///
/// Not thread-safe.
final class BatchCursor {
    /// A body may say much in few bytes (dictionaries, nulls, small integers); this bounds what it becomes.
    static final long MAX_DECODED_BYTES = 4L * RowSource.MAX_BATCH_BYTES;

    private final RecordBatch header;
    private final ByteBuffer body;
    private final BodyMemory.Share memory;
    private int nextNode;
    private int nextBuffer;
    private int nextVariadicCount;
    private long reservedBytes;

    /// @param body   the body, little-endian, from position 0 to its limit
    /// @param memory for what is decoded
    BatchCursor(RecordBatch header, ByteBuffer body, BodyMemory.Share memory) {
        this.header = header;
        this.body = body;
        this.memory = memory;
        if (header.compression() != null) {
            throw Refusal.unsupported(
                    ArrowSchema.FORMAT,
                    "a compressed batch",
                    "Write it anew without compression (in pyarrow: compression=None, or 'uncompressed' for Feather)");
        }
    }

    int rowCount() {
        return size(header.length());
    }

    /// A column's length, and whether it has nulls.
    record Node(int size, boolean hasNulls) {}

    Node node() {
        if (nextNode >= header.nodesLength()) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a batch has too few field nodes for its schema");
        }
        FieldNode node = header.nodes(nextNode++);
        return new Node(size(node.length()), node.nullCount() != 0);
    }

    /// The validity that comes first among a node's buffers.
    Validity validity(Node node) {
        ByteBuffer bits = buffer();
        if (!node.hasNulls()) {
            return Validity.ALL;
        }
        int size = node.size();
        require(bits, (size + 7L) / 8);
        long[] words = new long[Validity.wordCount(size)];
        LongBuffer whole = bits.asLongBuffer();
        int wholeWords = Math.min(words.length, whole.remaining());
        whole.get(words, 0, wholeWords);
        for (int at = wholeWords * Long.BYTES; at < (size + 7) / 8; at++) {
            words[at / Long.BYTES] |= (bits.get(at) & 0xffL) << (at % Long.BYTES * 8);
        }
        return Validity.of(words, size);
    }

    /// The next buffer, little-endian, from position 0 to its limit.
    ByteBuffer buffer() {
        if (nextBuffer >= header.buffersLength()) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a batch has too few buffers for its schema");
        }
        Buffer place = header.buffers(nextBuffer++);
        long offset = place.offset();
        long length = place.length();
        if (offset < 0 || length < 0 || offset > body.limit() - length) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a buffer lies outside its batch");
        }
        return body.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The next buffer, which must hold this many bytes.
    ByteBuffer buffer(long sizeBytes) {
        ByteBuffer buffer = buffer();
        require(buffer, sizeBytes);
        return buffer;
    }

    /// How many data buffers the next column of views has.
    int variadicCount() {
        if (nextVariadicCount >= header.variadicBufferCountsLength()) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a batch does not say how many buffers its views have");
        }
        return size(header.variadicBufferCounts(nextVariadicCount++));
    }

    /// Must be called before anything of this size is allocated.
    void reserve(long sizeBytes) {
        reservedBytes += sizeBytes;
        if (sizeBytes > MAX_DECODED_BYTES || reservedBytes > MAX_DECODED_BYTES) {
            throw Refusal.batchTooLarge(reservedBytes, RowSource.MAX_BATCH_BYTES);
        }
        memory.take(sizeBytes);
    }

    private static void require(ByteBuffer buffer, long sizeBytes) {
        if (buffer.limit() < sizeBytes) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a buffer is too short for its rows");
        }
    }

    private static int size(long length) {
        if (length < 0) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a length is negative");
        }
        if (length > MAX_DECODED_BYTES) {
            throw Refusal.batchTooLarge(length, RowSource.MAX_BATCH_BYTES);
        }
        return (int) length;
    }
}
