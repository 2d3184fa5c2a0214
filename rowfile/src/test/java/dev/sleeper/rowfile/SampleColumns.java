package dev.sleeper.rowfile;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Columns of any type with random values, the awkward ones among them.
final class SampleColumns {
    private static final int[] INTS = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 255, 65536};
    private static final long[] LONGS = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -(1L << 40)};
    private static final float[] FLOATS = {0f, -0f, 1.5f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
    private static final double[] DOUBLES = {0d, -0d, 1.5d, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE};
    private static final String[] STRINGS = {"", "a", "ab", "abc", "\u0000", "é", "日本", "\ud83d\ude00", "\uffff"};
    private static final long MAX_MICROS = 4_000_000_000_000_000L;

    private final RandomGenerator random;

    SampleColumns(RandomGenerator random) {
        this.random = random;
    }

    Column column(Field field, int rows) {
        return column(field.type(), rows, validity(field.nullable(), rows));
    }

    private Validity validity(boolean nullable, int rows) {
        if (!nullable) {
            return Validity.ALL;
        }
        int nullsInTen = random.nextInt(11);
        long[] words = new long[Validity.wordCount(rows)];
        for (int i = 0; i < rows; i++) {
            if (random.nextInt(10) >= nullsInTen) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return Validity.of(words, rows);
    }

    private Column column(Type type, int rows, Validity validity) {
        return switch (type) {
            case PrimitiveType primitive -> primitive(primitive, rows, validity);
            case ListType list -> {
                int[] offsets = offsets(rows, validity);
                yield new ListColumn(offsets, column(list.element(), offsets[rows], Validity.ALL), rows, validity);
            }
            case MapType map -> {
                int[] offsets = offsets(rows, validity);
                Column keys = column(map.key(), offsets[rows], Validity.ALL);
                yield withoutRepeatedKeys(map, offsets, keys, rows, validity);
            }
            case StructType struct ->
                new StructColumn(
                        struct.fields().stream().map(part -> column(part, rows)).toList(), rows, validity);
        };
    }

    /// Each key once in each map, which some readers rely on.
    private MapColumn withoutRepeatedKeys(MapType type, int[] offsets, Column keys, int rows, Validity validity) {
        int[] keptOffsets = new int[rows + 1];
        int[] kept = new int[offsets[rows]];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            Set<@Nullable Object> seen = new HashSet<>();
            for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                if (seen.add(SampleRows.value(keys, at))) {
                    kept[count++] = at;
                }
            }
            keptOffsets[row + 1] = count;
        }
        Column values = column(type.value(), count, Validity.ALL);
        return new MapColumn(keptOffsets, keys.gather(kept, 0, count), values, rows, validity);
    }

    private int[] offsets(int rows, Validity validity) {
        int most = random.nextInt(1, 5);
        int[] offsets = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            offsets[i + 1] = offsets[i] + (validity.isNull(i) ? 0 : random.nextInt(most));
        }
        return offsets;
    }

    private Column primitive(PrimitiveType type, int rows, Validity validity) {
        boolean few = random.nextInt(4) == 0;
        return switch (type) {
            case INT, FLOAT -> ints(type, few, rows, validity);
            case LONG, DOUBLE, TIMESTAMP -> longs(type, few, rows, validity);
            case BOOLEAN -> booleans(few, rows, validity);
            case STRING, BYTE_ARRAY -> bytes(type, few, rows, validity);
        };
    }

    private IntColumn ints(PrimitiveType type, boolean few, int rows, Validity validity) {
        int[] values = new int[rows];
        int bits = random.nextInt(33);
        for (int i = 0; i < rows; i++) {
            if (validity.isNull(i)) {
                continue;
            }
            if (type == PrimitiveType.FLOAT) {
                values[i] = Float.floatToRawIntBits(few ? FLOATS[random.nextInt(FLOATS.length)] : random.nextFloat());
            } else {
                values[i] = few ? INTS[random.nextInt(INTS.length)] : (int) (random.nextLong() >>> (64 - bits));
            }
        }
        return new IntColumn(values, rows, validity);
    }

    private LongColumn longs(PrimitiveType type, boolean few, int rows, Validity validity) {
        long[] values = new long[rows];
        int bits = random.nextInt(1, 65);
        for (int i = 0; i < rows; i++) {
            if (validity.isNull(i)) {
                continue;
            }
            values[i] = switch (type) {
                case TIMESTAMP -> few ? i / 7 : random.nextLong(-MAX_MICROS, MAX_MICROS);
                case DOUBLE ->
                    Double.doubleToRawLongBits(few ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextDouble());
                default -> few ? LONGS[random.nextInt(LONGS.length)] : random.nextLong() >>> (64 - bits);
            };
        }
        return new LongColumn(values, rows, validity);
    }

    private BooleanColumn booleans(boolean few, int rows, Validity validity) {
        boolean[] values = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = !validity.isNull(i) && (few ? i % 100 < 50 : random.nextBoolean());
        }
        return new BooleanColumn(values, rows, validity);
    }

    private BytesColumn bytes(PrimitiveType type, boolean few, int rows, Validity validity) {
        int[] offsets = new int[rows + 1];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < rows; i++) {
            if (!validity.isNull(i)) {
                bytes.writeBytes(few ? oneOfFew() : type == PrimitiveType.STRING ? text() : binary());
            }
            offsets[i + 1] = bytes.size();
        }
        return new BytesColumn(bytes.toByteArray(), offsets, rows, validity);
    }

    private byte[] oneOfFew() {
        return STRINGS[random.nextInt(STRINGS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] text() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(random.nextInt(10) == 0 ? 60 : 8);
        for (int i = 0; i < parts; i++) {
            text.append(
                    random.nextInt(3) == 0
                            ? STRINGS[random.nextInt(STRINGS.length)]
                            : String.valueOf((char) ('a' + random.nextInt(26))));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] binary() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 100 : 12)];
        random.nextBytes(bytes);
        return bytes;
    }
}
