package dev.sleeper.server.arrow;

import dev.sleeper.server.rows.Refusal;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/// Reads the offsets of strings, byte arrays, lists and maps, and checks that they ascend within their data.
final class ValueOffsets {
    private ValueOffsets() {}

    /// The `size + 1` offsets in the cursor's next buffer, of 32 or 64 bits.
    static int[] read(BatchCursor cursor, int size, boolean large) {
        if (size == 0) {
            // The format lets a column without rows leave its offsets out.
            cursor.buffer();
            return new int[1];
        }
        int count = size + 1;
        ByteBuffer buffer = cursor.buffer((long) count * (large ? Long.BYTES : Integer.BYTES));
        cursor.reserve((long) count * Integer.BYTES);
        return large ? narrow(buffer.asLongBuffer(), count) : Numbers.ints(buffer, count);
    }

    /// @param limit how long the data is
    static void check(int[] offsets, int limit) {
        // One branch at the end lets the loop run in vectors: a descent leaves its sign bit.
        int signs = offsets[0];
        for (int i = 1; i < offsets.length; i++) {
            signs |= offsets[i] - offsets[i - 1] | offsets[i];
        }
        if (signs < 0 || offsets[offsets.length - 1] > limit) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "the offsets of a column do not ascend within its data");
        }
    }

    private static int[] narrow(LongBuffer buffer, int count) {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            long offset = buffer.get(i);
            offsets[i] = offset < 0 || offset > Integer.MAX_VALUE ? -1 : (int) offset;
        }
        return offsets;
    }
}
