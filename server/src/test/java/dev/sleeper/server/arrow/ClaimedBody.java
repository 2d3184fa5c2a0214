package dev.sleeper.server.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Message;

/// Arrow streams whose first batch claims to have a body of another length than it has.
public final class ClaimedBody {
    private static final int PREFIX_BYTES = 8;

    private ClaimedBody() {}

    /// The whole stream, with another length in the metadata of its first batch.
    static byte[] claiming(byte[] stream, long bodyLength) {
        byte[] changed = stream.clone();
        ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        int from = endOfMetadata(buffer, 0) + PREFIX_BYTES;
        int to = endOfMetadata(buffer, from - PREFIX_BYTES);
        long before = Message.getRootAsMessage(
                        ByteBuffer.wrap(changed, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN))
                .bodyLength();
        for (int at = from; at < to; at += Long.BYTES) {
            if (buffer.getLong(at) == before) {
                buffer.putLong(at, bodyLength);
            }
        }
        return changed;
    }

    /// The stream up to where the body of its first batch would begin, which is claimed to be so long.
    public static byte[] before(byte[] stream, long bodyLength) {
        byte[] changed = claiming(stream, bodyLength);
        ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        return Arrays.copyOf(changed, endOfMetadata(buffer, endOfMetadata(buffer, 0)));
    }

    private static int endOfMetadata(ByteBuffer stream, int message) {
        return message + PREFIX_BYTES + stream.getInt(message + Integer.BYTES);
    }
}
