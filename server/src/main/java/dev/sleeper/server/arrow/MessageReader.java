package dev.sleeper.server.arrow;

import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into its messages: four bytes of 0xff, the length of the metadata, the metadata, the body. Memory
/// grows with the bytes that came, never with the length that a header claims. Not thread-safe.
final class MessageReader {
    private static final int CONTINUATION = -1;
    private static final int PREFIX_BYTES = 8;
    private static final int MAX_METADATA_BYTES = 16 << 20;
    private static final int FIRST_READ_BYTES = 1 << 20;

    private final InputStream in;
    private byte[] metadata = new byte[0];
    private byte[] body = new byte[0];
    private int bodyLength;

    MessageReader(InputStream in) {
        this.in = in;
    }

    /// The next message, with its body read; null at the end marker. The message and its body are good until the
    /// next call.
    @Nullable
    Message next() throws IOException {
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
        metadata = read(metadata, length);
        Message message = Message.getRootAsMessage(
                ByteBuffer.wrap(metadata, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN));
        bodyLength = checkedBodyLength(message);
        body = read(body, bodyLength);
        return message;
    }

    /// The body of the message that was read last.
    ByteBuffer body() {
        return ByteBuffer.wrap(body, 0, bodyLength).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads to the end, where nothing may follow.
    void expectEnd() throws IOException {
        if (in.read() >= 0) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "bytes follow its end marker");
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

    private byte[] read(byte[] reused, int length) throws IOException {
        byte[] bytes = reused;
        int at = 0;
        while (at < length) {
            if (at == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, Math.max(FIRST_READ_BYTES, 2L * at)));
            }
            int count = in.readNBytes(bytes, at, Math.min(length, bytes.length) - at);
            at += count;
            if (at < Math.min(length, bytes.length)) {
                throw Refusal.damaged(
                        ArrowSchema.FORMAT,
                        "it ends inside a message",
                        new EOFException("at byte " + at + " of " + length));
            }
        }
        return bytes;
    }
}
