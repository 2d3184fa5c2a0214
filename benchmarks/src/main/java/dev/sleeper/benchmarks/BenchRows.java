package dev.sleeper.benchmarks;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The kinds of rows that merging is measured with: random letters, in no order.
enum BenchRows {
    /// A key of 10 letters, a long, and a value of 10 letters.
    STANDARD("", 10, 10, 1, 10),
    /// A key of 10 letters and eleven values of 50 to 200.
    WIDE("", 10, 10, 11, 50, 200),
    /// A key of 100 to 200 letters, a long, and a value of 10.
    LONG_KEY("", 100, 200, 1, 10),
    /// A key of 10 letters after 60 that all rows have, a long, and a value of 10.
    COMMON_PREFIX("https://example.org/a/long/path/that/all/of/the/keys/have/in/", 10, 10, 1, 10);

    private static final int ALPHABET = 26;

    private final String prefix;
    private final int minKey;
    private final int maxKey;
    private final int values;
    private final int minValue;
    private final int maxValue;

    BenchRows(String prefix, int minKey, int maxKey, int values, int valueLetters) {
        this(prefix, minKey, maxKey, values, valueLetters, valueLetters);
    }

    BenchRows(String prefix, int minKey, int maxKey, int values, int minValue, int maxValue) {
        this.prefix = prefix;
        this.minKey = minKey;
        this.maxKey = maxKey;
        this.values = values;
        this.minValue = minValue;
        this.maxValue = maxValue;
    }

    Schema schema() {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.required("key", PrimitiveType.STRING));
        if (values == 1) {
            fields.add(Field.required("number", PrimitiveType.LONG));
        }
        for (int i = 0; i < values; i++) {
            fields.add(Field.required("value" + i, PrimitiveType.STRING));
        }
        return Schema.of(fields, List.of("key"), List.of());
    }

    RowBatch rows(int count, SplittableRandom random) {
        List<Column> columns = new ArrayList<>();
        columns.add(letters(prefix, minKey, maxKey, count, random));
        if (values == 1) {
            long[] numbers = random.longs(count, 0, 1L << 20).toArray();
            columns.add(new LongColumn(numbers, count, Validity.ALL));
        }
        for (int i = 0; i < values; i++) {
            columns.add(letters("", minValue, maxValue, count, random));
        }
        return new RowBatch(schema().fields(), columns, count);
    }

    /// Keys that cut the rows into so many parts of about the same number.
    static List<Object> splitPoints(int parts) {
        List<Object> points = new ArrayList<>();
        int words = ALPHABET * ALPHABET * ALPHABET;
        for (int i = 1; i < parts; i++) {
            int word = (int) ((long) words * i / parts);
            points.add("" + (char) ('a' + word / ALPHABET / ALPHABET) + (char) ('a' + word / ALPHABET % ALPHABET)
                    + (char) ('a' + word % ALPHABET));
        }
        return points;
    }

    private static BytesColumn letters(String prefix, int min, int max, int count, SplittableRandom random) {
        byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
        int[] offsets = new int[count + 1];
        byte[] bytes = new byte[count * (before.length + max)];
        int at = 0;
        for (int row = 0; row < count; row++) {
            System.arraycopy(before, 0, bytes, at, before.length);
            at += before.length;
            int length = random.nextInt(min, max + 1);
            for (int i = 0; i < length; i++) {
                bytes[at++] = (byte) ('a' + random.nextInt(ALPHABET));
            }
            offsets[row + 1] = at;
        }
        return new BytesColumn(Arrays.copyOf(bytes, at), offsets, count, Validity.ALL);
    }
}
