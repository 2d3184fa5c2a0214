package dev.sleeper.engine;

import dev.sleeper.row.BytesColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Whether bytes are text.
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /// The first row whose bytes are no valid UTF-8; −1 when there is none.
    static int firstInvalid(BytesColumn column) {
        int[] offsets = column.offsets();
        if (isAscii(column.bytes(), offsets[0], offsets[column.size()])) {
            return -1;
        }
        for (int row = 0; row < column.size(); row++) {
            if (!isAscii(column.bytes(), offsets[row], offsets[row + 1])
                    && !isValid(column.bytes(), offsets[row], offsets[row + 1])) {
                return row;
            }
        }
        return -1;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if (((long) LONGS.get(bytes, at) & NOT_ASCII) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValid(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
