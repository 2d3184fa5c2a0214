package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads floating-point numbers, and integers that they hold exactly, as `FloatType` or `DoubleType`. A double
/// becomes the nearest float, but never an infinite one.
///
/// @param type   floating or whole
/// @param target `FLOAT` or `DOUBLE`
record FloatingDecoder(String name, ArrowType type, PrimitiveType target) implements ColumnDecoder {

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer values = cursor.buffer((long) size * bits() / Byte.SIZE);
        cursor.reserve(2L * size * Double.BYTES);
        if (target == PrimitiveType.FLOAT && type instanceof ArrowType.Floating && bits() == Float.SIZE) {
            int[] floats = Numbers.ints(values, size);
            NullSlots.clear(floats, size, validity);
            return new IntColumn(floats, size, validity);
        }
        double[] numbers = numbers(values, size, rows, validity);
        NullSlots.clear(numbers, size, validity);
        return target == PrimitiveType.FLOAT
                ? new IntColumn(floatBits(numbers, rows), size, validity)
                : new LongColumn(doubleBits(numbers), size, validity);
    }

    private int bits() {
        return switch (type) {
            case ArrowType.Floating floating -> floating.bits();
            case ArrowType.Whole whole -> whole.bits();
            default -> throw new IllegalStateException("Not a number: " + type);
        };
    }

    private double[] numbers(ByteBuffer values, int size, RowNumbers rows, Validity validity) {
        if (!(type instanceof ArrowType.Whole whole)) {
            return Numbers.floats(values, bits(), size);
        }
        long[] wholes = Numbers.wholes(values, whole, size);
        NullSlots.clear(wholes, size, validity);
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = wholes[i];
            boolean exact = target == PrimitiveType.FLOAT
                    ? (long) (float) wholes[i] == wholes[i]
                    : (long) numbers[i] == wholes[i];
            if (!exact || wholes[i] == Long.MAX_VALUE || (wholes[i] < 0 && !whole.signed())) {
                throw Refusal.outOfRange(name, rows.recordOf(i), Long.toString(wholes[i]), target);
            }
        }
        return numbers;
    }

    private int[] floatBits(double[] numbers, RowNumbers rows) {
        int[] bits = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            float number = (float) numbers[i];
            if (Float.isInfinite(number) && !Double.isInfinite(numbers[i])) {
                throw Refusal.outOfRange(name, rows.recordOf(i), Double.toString(numbers[i]), target);
            }
            bits[i] = Float.floatToRawIntBits(number);
        }
        return bits;
    }

    private static long[] doubleBits(double[] numbers) {
        long[] bits = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bits[i] = Double.doubleToRawLongBits(numbers[i]);
        }
        return bits;
    }
}
