package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads integers of any width as `IntType` or `LongType`.
///
/// @param target `INT` or `LONG`
record WholeDecoder(String name, ArrowType.Whole type, PrimitiveType target) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer values = cursor.buffer((long) size * type.bits() / Byte.SIZE);
        cursor.reserve((long) size * Long.BYTES);
        if (target == PrimitiveType.INT && type.signed() && type.bits() == Integer.SIZE) {
            int[] ints = Numbers.ints(values, size);
            NullSlots.clear(ints, size, validity);
            return new IntColumn(ints, size, validity);
        }
        long[] longs = Numbers.wholes(values, type, size);
        NullSlots.clear(longs, size, validity);
        if (!type.signed() && type.bits() == Long.SIZE) {
            checkUnsigned(longs, rows);
        }
        return target == PrimitiveType.INT
                ? new IntColumn(narrow(longs, rows), size, validity)
                : new LongColumn(longs, size, validity);
    }

    private void checkUnsigned(long[] longs, RowNumbers rows) {
        for (int i = 0; i < longs.length; i++) {
            if (longs[i] < 0) {
                throw Refusal.outOfRange(name, rows.recordOf(i), Long.toUnsignedString(longs[i]), target);
            }
        }
    }

    private int[] narrow(long[] longs, RowNumbers rows) {
        int[] ints = new int[longs.length];
        for (int i = 0; i < longs.length; i++) {
            ints[i] = (int) longs[i];
            if (ints[i] != longs[i]) {
                throw Refusal.outOfRange(name, rows.recordOf(i), Long.toString(longs[i]), target);
            }
        }
        return ints;
    }
}
