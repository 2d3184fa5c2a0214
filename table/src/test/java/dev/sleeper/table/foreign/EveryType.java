package dev.sleeper.table.foreign;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// Numbered rows with a field of every type and nulls in every nullable one; a greater number has a greater key.
final class EveryType {
    static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.nullable("double", PrimitiveType.DOUBLE),
                    Field.required("text", PrimitiveType.STRING),
                    Field.nullable("flag", PrimitiveType.BOOLEAN),
                    Field.required("bytes", PrimitiveType.BYTE_ARRAY),
                    Field.required("int", PrimitiveType.INT),
                    Field.required("float", PrimitiveType.FLOAT),
                    Field.nullable("at", PrimitiveType.TIMESTAMP),
                    Field.nullable("list", new ListType(PrimitiveType.INT)),
                    Field.required("map", new MapType(PrimitiveType.STRING, PrimitiveType.LONG)),
                    Field.nullable("words", PrimitiveType.STRING),
                    Field.required("long", PrimitiveType.LONG)),
            List.of("text", "bytes"),
            List.of("int", "long"));

    /// Longer than statistics are, with characters of one to four bytes.
    private static final String TAIL = "-é日\ud83d\ude00".repeat(8);

    private EveryType() {}

    static String key(long number) {
        return String.format("%06d", number) + (number % 3 == 0 ? TAIL : "");
    }

    static byte[] bytes(long number) {
        return new byte[] {(byte) 0x80, (byte) number, 0};
    }

    private static boolean isNull(long number, int place) {
        return (number + place) % 4 == 0;
    }

    /// The row as text, as [#describe] of a foreign reader must give it.
    static String describe(long number) {
        return String.join(
                "|",
                isNull(number, 0) ? "null" : Double.toString(number / 7.0),
                key(number),
                isNull(number, 2) ? "null" : Boolean.toString(number % 2 == 0),
                HexFormat.of().formatHex(bytes(number)),
                Integer.toString((int) -number),
                Float.toString(number / 3f),
                isNull(number, 6) ? "null" : Long.toString(number * 1_000_001),
                isNull(number, 7) ? "null" : elements(number).toString(),
                entries(number),
                isNull(number, 9) ? "null" : "w" + number,
                Long.toString(number << 33));
    }

    /// The rows from this number on.
    static RowBatch rows(long from, int count) {
        long[] numbers = LongStream.range(from, from + count).toArray();
        List<Column> columns = List.of(
                new LongColumn(
                        longs(numbers, 0, number -> Double.doubleToRawLongBits(number / 7.0)),
                        count,
                        validity(numbers, 0)),
                texts(numbers, number -> key(number).getBytes(StandardCharsets.UTF_8), Validity.ALL),
                flags(numbers),
                texts(numbers, EveryType::bytes, Validity.ALL),
                new IntColumn(ints(numbers, number -> (int) -number), count, Validity.ALL),
                new IntColumn(ints(numbers, number -> Float.floatToRawIntBits(number / 3f)), count, Validity.ALL),
                new LongColumn(longs(numbers, 6, number -> number * 1_000_001), count, validity(numbers, 6)),
                lists(numbers),
                maps(numbers),
                texts(
                        numbers,
                        number -> (isNull(number, 9) ? "" : "w" + number).getBytes(StandardCharsets.UTF_8),
                        validity(numbers, 9)),
                new LongColumn(longs(numbers, -1, number -> number << 33), count, Validity.ALL));
        return new RowBatch(SCHEMA.fields(), columns, count);
    }

    private static List<Integer> elements(long number) {
        return LongStream.range(0, number % 3).mapToObj(i -> (int) (number + i)).toList();
    }

    private static String entries(long number) {
        List<String> entries = new ArrayList<>();
        for (long i = 0; i < number % 4; i++) {
            entries.add("k" + i + "=" + (number - i));
        }
        return entries.toString();
    }

    private static Validity validity(long[] numbers, int place) {
        long[] words = new long[Validity.wordCount(numbers.length)];
        for (int i = 0; i < numbers.length; i++) {
            words[i >>> 6] |= isNull(numbers[i], place) ? 0 : 1L << i;
        }
        return Validity.of(words, numbers.length);
    }

    private static long[] longs(long[] numbers, int nullPlace, LongUnaryOperator value) {
        return LongStream.of(numbers)
                .map(number -> nullPlace >= 0 && isNull(number, nullPlace) ? 0 : value.applyAsLong(number))
                .toArray();
    }

    private static int[] ints(long[] numbers, LongToIntFunction value) {
        return LongStream.of(numbers).mapToInt(value).toArray();
    }

    private static BooleanColumn flags(long[] numbers) {
        boolean[] values = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            values[i] = !isNull(numbers[i], 2) && numbers[i] % 2 == 0;
        }
        return new BooleanColumn(values, numbers.length, validity(numbers, 2));
    }

    private static BytesColumn texts(long[] numbers, LongFunction<byte[]> value, Validity validity) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] offsets = new int[numbers.length + 1];
        for (int i = 0; i < numbers.length; i++) {
            bytes.writeBytes(value.apply(numbers[i]));
            offsets[i + 1] = bytes.size();
        }
        return new BytesColumn(bytes.toByteArray(), offsets, numbers.length, validity);
    }

    private static ListColumn lists(long[] numbers) {
        int[] offsets = new int[numbers.length + 1];
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            if (!isNull(numbers[i], 7)) {
                all.addAll(elements(numbers[i]));
            }
            offsets[i + 1] = all.size();
        }
        int[] elements = all.stream().mapToInt(Integer::intValue).toArray();
        return new ListColumn(
                offsets, new IntColumn(elements, elements.length, Validity.ALL), numbers.length, validity(numbers, 7));
    }

    private static MapColumn maps(long[] numbers) {
        int[] offsets = new int[numbers.length + 1];
        List<String> keys = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            for (long entry = 0; entry < numbers[i] % 4; entry++) {
                keys.add("k" + entry);
                values.add(numbers[i] - entry);
            }
            offsets[i + 1] = keys.size();
        }
        long[] places = LongStream.range(0, keys.size()).toArray();
        return new MapColumn(
                offsets,
                texts(places, place -> keys.get((int) place).getBytes(StandardCharsets.UTF_8), Validity.ALL),
                new LongColumn(values.stream().mapToLong(Long::longValue).toArray(), places.length, Validity.ALL),
                numbers.length,
                Validity.ALL);
    }
}
