package dev.sleeper.server.arrow;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.server.rows.Refusal;
import java.nio.ByteBuffer;

/// Reads values written as views: 16 bytes each, a length and then either the bytes themselves (12 at most) or four
/// of them, the number of a data buffer, and an offset in it.
final class ViewValues {
    private static final int VIEW_BYTES = 16;
    private static final int MAX_INLINE = 12;
    private static final int BUFFER_AT = 8;
    private static final int OFFSET_AT = 12;

    private ViewValues() {}

    static BytesColumn read(BatchCursor cursor, int size, Validity validity) {
        ByteBuffer views = cursor.buffer((long) size * VIEW_BYTES);
        ByteBuffer[] data = new ByteBuffer[checkedCount(cursor.variadicCount())];
        for (int i = 0; i < data.length; i++) {
            data[i] = cursor.buffer();
        }
        cursor.reserve((size + 1L) * Integer.BYTES);
        int[] offsets = new int[size + 1];
        long total = 0;
        for (int i = 0; i < size; i++) {
            int length = validity.isNull(i) ? 0 : views.getInt(i * VIEW_BYTES);
            // Views may share bytes, so the sum is bounded by the reservation, not by the body.
            total = length < 0 ? Long.MAX_VALUE / 2 : total + length;
            cursor.reserve(length < 0 ? Long.MAX_VALUE / 2 : length);
            offsets[i + 1] = (int) total;
        }
        byte[] bytes = new byte[(int) total];
        for (int i = 0; i < size; i++) {
            copy(views, i * VIEW_BYTES, data, bytes, offsets[i], offsets[i + 1] - offsets[i]);
        }
        return new BytesColumn(bytes, offsets, size, validity);
    }

    private static void copy(ByteBuffer views, int view, ByteBuffer[] data, byte[] target, int at, int length) {
        if (length <= MAX_INLINE) {
            views.get(view + Integer.BYTES, target, at, length);
            return;
        }
        int buffer = views.getInt(view + BUFFER_AT);
        int offset = views.getInt(view + OFFSET_AT);
        if (buffer < 0 || buffer >= data.length || offset < 0 || offset > data[buffer].limit() - length) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a view points outside its data");
        }
        data[buffer].get(offset, target, at, length);
    }

    private static int checkedCount(int count) {
        if (count > 1 << 16) {
            throw Refusal.damaged(ArrowSchema.FORMAT, "a column of views has " + count + " buffers");
        }
        return count;
    }
}
