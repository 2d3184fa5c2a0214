package dev.sleeper.engine.foreign;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.schema.ColumnSchema;
import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The values of one Parquet column as those of one of our types. Arrays are copied: the reader uses its own again.
final class LeafValues {
    private static final long MICROS_A_MILLI = 1_000;
    private static final long NANOS_A_MICRO = 1_000;
    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final int JULIAN_DAY_OF_1970 = 2_440_588;
    private static final int INT96_BYTES = 12;

    private final ColumnReader reader;
    private final ColumnSchema column;
    private final int count;
    private final Validity validity;

    private LeafValues(ColumnReader reader) {
        this.reader = reader;
        this.column = reader.getColumnSchema();
        this.count = reader.getValueCount();
        this.validity = validity(reader.getLeafValidity(), count);
    }

    /// Whether values of a Parquet column can become values of a type, but for those out of range.
    static boolean fits(ColumnSchema column, PrimitiveType type) {
        PhysicalType physical = column.type();
        LogicalType logical = column.logicalType();
        boolean integer = (physical == PhysicalType.INT32 || physical == PhysicalType.INT64)
                && (logical == null || logical instanceof LogicalType.IntType);
        return switch (type) {
            case INT, LONG -> integer;
            case FLOAT -> physical == PhysicalType.FLOAT;
            case DOUBLE -> physical == PhysicalType.FLOAT || physical == PhysicalType.DOUBLE;
            case BOOLEAN -> physical == PhysicalType.BOOLEAN;
            case TIMESTAMP ->
                physical == PhysicalType.INT96
                        || (physical == PhysicalType.INT64 && logical instanceof LogicalType.TimestampType);
            case STRING ->
                physical == PhysicalType.BYTE_ARRAY
                        && (logical == null
                                || logical instanceof LogicalType.StringType
                                || logical instanceof LogicalType.EnumType
                                || logical instanceof LogicalType.JsonType);
            case BYTE_ARRAY ->
                physical == PhysicalType.BYTE_ARRAY
                        || (physical == PhysicalType.FIXED_LEN_BYTE_ARRAY
                                && (logical == null || logical instanceof LogicalType.UuidType));
        };
    }

    /// The values of the reader's batch.
    ///
    /// @throws ValueException when one is out of range
    static Column read(ColumnReader reader, PrimitiveType type) {
        LeafValues values = new LeafValues(reader);
        return switch (type) {
            case INT -> values.ints();
            case LONG -> values.longs();
            case FLOAT -> values.floats();
            case DOUBLE -> values.doubles();
            case BOOLEAN -> values.booleans();
            case TIMESTAMP -> values.timestamps();
            case STRING, BYTE_ARRAY -> values.bytes();
        };
    }

    static Validity validity(dev.hardwood.reader.Validity validity, int count) {
        if (!validity.hasNulls()) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.wordCount(count)];
        for (int i = 0; i < count; i++) {
            if (validity.isNotNull(i)) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return Validity.of(words, count);
    }

    private IntColumn ints() {
        int[] ints = new int[count];
        if (column.type() == PhysicalType.INT32) {
            System.arraycopy(reader.getInts(), 0, ints, 0, count);
            for (int i = 0; isUnsigned() && i < count; i++) {
                check(i, ints[i] >= 0, Integer.toUnsignedString(ints[i]), PrimitiveType.INT);
            }
        } else {
            long[] longs = reader.getLongs();
            for (int i = 0; i < count; i++) {
                ints[i] = (int) longs[i];
                check(i, ints[i] == longs[i] && (longs[i] >= 0 || !isUnsigned()), text(longs[i]), PrimitiveType.INT);
            }
        }
        clearNulls(i -> ints[i] = 0);
        return new IntColumn(ints, count, validity);
    }

    private LongColumn longs() {
        long[] longs = new long[count];
        if (column.type() == PhysicalType.INT64) {
            System.arraycopy(reader.getLongs(), 0, longs, 0, count);
            for (int i = 0; isUnsigned() && i < count; i++) {
                check(i, longs[i] >= 0, text(longs[i]), PrimitiveType.LONG);
            }
        } else {
            int[] ints = reader.getInts();
            for (int i = 0; i < count; i++) {
                longs[i] = isUnsigned() ? Integer.toUnsignedLong(ints[i]) : ints[i];
            }
        }
        return longs(longs);
    }

    private LongColumn longs(long[] longs) {
        clearNulls(i -> longs[i] = 0);
        return new LongColumn(longs, count, validity);
    }

    private boolean isUnsigned() {
        return column.logicalType() instanceof LogicalType.IntType integer && !integer.isSigned();
    }

    private String text(long value) {
        return isUnsigned() ? Long.toUnsignedString(value) : Long.toString(value);
    }

    private IntColumn floats() {
        float[] floats = reader.getFloats();
        int[] bits = new int[count];
        for (int i = 0; i < count; i++) {
            bits[i] = Float.floatToRawIntBits(floats[i]);
        }
        clearNulls(i -> bits[i] = 0);
        return new IntColumn(bits, count, validity);
    }

    private LongColumn doubles() {
        long[] bits = new long[count];
        if (column.type() == PhysicalType.FLOAT) {
            float[] floats = reader.getFloats();
            for (int i = 0; i < count; i++) {
                bits[i] = Double.doubleToRawLongBits(floats[i]);
            }
        } else {
            double[] doubles = reader.getDoubles();
            for (int i = 0; i < count; i++) {
                bits[i] = Double.doubleToRawLongBits(doubles[i]);
            }
        }
        return longs(bits);
    }

    private BooleanColumn booleans() {
        boolean[] booleans = Arrays.copyOf(reader.getBooleans(), count);
        clearNulls(i -> booleans[i] = false);
        return new BooleanColumn(booleans, count, validity);
    }

    private LongColumn timestamps() {
        long[] micros = new long[count];
        if (column.type() == PhysicalType.INT96) {
            ByteBuffer bytes = ByteBuffer.wrap(reader.getBinaryValues()).order(ByteOrder.LITTLE_ENDIAN);
            int[] offsets = reader.getBinaryOffsets();
            for (int i = 0; i < count; i++) {
                if (!validity.isNull(i) && offsets[i + 1] - offsets[i] == INT96_BYTES) {
                    long nanosOfDay = bytes.getLong(offsets[i]);
                    long day = (long) bytes.getInt(offsets[i] + Long.BYTES) - JULIAN_DAY_OF_1970;
                    micros[i] = micros(i, day, nanosOfDay);
                }
            }
            return longs(micros);
        }
        LogicalType.TimestampType timestamp = (LogicalType.TimestampType) column.logicalType();
        long[] stored = reader.getLongs();
        for (int i = 0; i < count; i++) {
            micros[i] = switch (timestamp.unit()) {
                case MILLIS -> millis(i, stored[i]);
                case MICROS -> stored[i];
                case NANOS -> micros(i, stored[i]);
            };
        }
        return longs(micros);
    }

    private long micros(int index, long day, long nanosOfDay) {
        try {
            return Math.addExact(Math.multiplyExact(day, MICROS_A_DAY), micros(index, nanosOfDay));
        } catch (ArithmeticException e) {
            throw new ValueException(index, "day " + day + " since 1970, which is out of range for TIMESTAMP");
        }
    }

    private long micros(int index, long nanos) {
        if (nanos % NANOS_A_MICRO != 0 && !validity.isNull(index)) {
            throw new ValueException(index, nanos + " ns, which is no whole number of microseconds");
        }
        return nanos / NANOS_A_MICRO;
    }

    private long millis(int index, long millis) {
        long micros = millis * MICROS_A_MILLI;
        check(index, micros / MICROS_A_MILLI == millis, millis + " ms", PrimitiveType.TIMESTAMP);
        return micros;
    }

    private BytesColumn bytes() {
        byte[] stored = reader.getBinaryValues();
        int[] storedOffsets = reader.getBinaryOffsets();
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = offsets[i] + (validity.isNull(i) ? 0 : storedOffsets[i + 1] - storedOffsets[i]);
        }
        byte[] bytes = new byte[offsets[count]];
        if (!validity.hasNulls()) {
            System.arraycopy(stored, storedOffsets[0], bytes, 0, bytes.length);
        } else {
            for (int i = 0; i < count; i++) {
                System.arraycopy(stored, storedOffsets[i], bytes, offsets[i], offsets[i + 1] - offsets[i]);
            }
        }
        return new BytesColumn(bytes, offsets, count, validity);
    }

    /// Where there is no value, the reader leaves whatever it had there.
    private void clearNulls(Clearing clearing) {
        for (int i = 0; validity.hasNulls() && i < count; i++) {
            if (validity.isNull(i)) {
                clearing.clear(i);
            }
        }
    }

    private interface Clearing {
        void clear(int index);
    }

    private void check(int index, boolean fits, String value, PrimitiveType type) {
        if (!fits && !validity.isNull(index)) {
            throw new ValueException(index, value + ", which is out of range for " + type);
        }
    }

    /// A value does not fit.
    static final class ValueException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int index;

        ValueException(int index, String problem) {
            super(problem);
            this.index = index;
        }

        /// Which value of the batch it is.
        int index() {
            return index;
        }
    }
}
