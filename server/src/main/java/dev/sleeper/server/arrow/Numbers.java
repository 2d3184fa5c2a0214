package dev.sleeper.server.arrow;

import java.nio.ByteBuffer;

/// Reads the values of a buffer of fixed-width numbers, widened, in bulk where the widths agree.
final class Numbers {
    private Numbers() {}

    /// The integers; of unsigned 64-bit ones the bits.
    static long[] wholes(ByteBuffer values, ArrowType.Whole type, int size) {
        long[] wholes = new long[size];
        switch (type.bits()) {
            case 8 -> {
                for (int i = 0; i < size; i++) {
                    wholes[i] = type.signed() ? values.get(i) : values.get(i) & 0xff;
                }
            }
            case 16 -> {
                for (int i = 0; i < size; i++) {
                    short value = values.getShort(i * Short.BYTES);
                    wholes[i] = type.signed() ? value : value & 0xffff;
                }
            }
            case 32 -> {
                for (int i = 0; i < size; i++) {
                    int value = values.getInt(i * Integer.BYTES);
                    wholes[i] = type.signed() ? value : value & 0xffffffffL;
                }
            }
            default -> values.asLongBuffer().get(wholes);
        }
        return wholes;
    }

    /// The numbers, exactly.
    static double[] floats(ByteBuffer values, int bits, int size) {
        double[] numbers = new double[size];
        switch (bits) {
            case 16 -> {
                for (int i = 0; i < size; i++) {
                    numbers[i] = Float.float16ToFloat(values.getShort(i * Short.BYTES));
                }
            }
            case 32 -> {
                for (int i = 0; i < size; i++) {
                    numbers[i] = values.getFloat(i * Float.BYTES);
                }
            }
            default -> values.asDoubleBuffer().get(numbers);
        }
        return numbers;
    }

    static int[] ints(ByteBuffer values, int size) {
        int[] ints = new int[size];
        values.asIntBuffer().get(ints);
        return ints;
    }
}
