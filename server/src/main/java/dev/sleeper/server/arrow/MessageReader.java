package dev.sleeper.server.arrow;

import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into its messages: four bytes of 0xff, the length of the metadata, the metadata, the body. Memory for
/// a body is waited for. Not thread-safe.
final class MessageReader {
    private static final int CONTINUATION = -1;
    private static final int PREFIX_BYTES = 8;
    private static final int MAX_METADATA_BYTES = 4 << 20;
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private final BodyMemory.Share memory;
    private byte[] body = NOTHING;

    MessageReader(InputStream in, BodyMemory.Share memory) {
        this.in = in;
        this.memory = memory;
    }

    /// The next message, with its body read; null at the end marker. The memory that is kept holds what came before.
    ///
    /// @param kept how many bytes of it are still needed
    @Nullable
    Message next(long kept) throws IOException {
        body = NOTHING;
        memory.keep(kept);
        byte[] prefix = new byte[PREFIX_BYTES];
        int read = in.readNBytes(prefix, 0, PREFIX_BYTES);
        if (read < PREFIX_BYTES) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "it ends without its end marker");
        }
        ByteBuffer lengths = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        if (lengths.getInt() != CONTINUATION) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a message does not start with 0xffffffff");
        }
        int length = lengths.getInt();
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > MAX_METADATA_BYTES) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a message's metadata has a length of " + length);
        }
        // Metadata is small, and grows in memory with the bytes that come.
        byte[] metadata = in.readNBytes(length);
        requireAll(metadata.length, length);
        Message message = Message.getRootAsMessage(ByteBuffer.wrap(metadata).order(ByteOrder.LITTLE_ENDIAN));
        int bodyLength = checkedBodyLength(message);
        memory.take((long) length + bodyLength);
        body = new byte[bodyLength];
        requireAll(in.readNBytes(body, 0, bodyLength), bodyLength);
        return message;
    }

    /// The body of the message that was read last.
    ByteBuffer body() {
        return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads to the end, where nothing may follow.
    void expectEnd() throws IOException {
        if (in.read() >= 0) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "bytes follow its end marker");
        }
    }

    private static void requireAll(int came, int length) {
        if (came < length) {
            throw Refusal.damaged(
                    ArrowSchema.FORMAT,
                    "it ends inside a message",
                    new EOFException("at byte " + came + " of " + length));
        }
    }

    private static int checkedBodyLength(Message message) {
        long length = message.bodyLength();
        if (length < 0) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a message's body has a length of " + length);
        }
        if (length > RowSource.MAX_BATCH_BYTES) {
            throw Refusal.batchTooLarge(length, RowSource.MAX_BATCH_BYTES);
        }
        if (message.headerType() == MessageHeader.Schema && length > 0) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "its schema has a body");
        }
        return (int) length;
    }
}
