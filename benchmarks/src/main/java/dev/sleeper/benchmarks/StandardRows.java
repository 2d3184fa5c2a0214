package dev.sleeper.benchmarks;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The standard row of all measurements: a key of 10 random letters, a long, and a value of 10 random letters.
final class StandardRows {
    static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.required("key", PrimitiveType.STRING),
                    Field.required("number", PrimitiveType.LONG),
                    Field.required("value", PrimitiveType.STRING)),
            List.of("key"),
            List.of());

    private static final int LETTERS = 10;
    private static final int ALPHABET = 26;

    private StandardRows() {}

    /// Rows in key order.
    ///
    /// @param numbersBelow the longs are random from 0 to before this
    static RowBatch sorted(int rows, long numbersBelow, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] keys = new long[rows];
        for (int i = 0; i < rows; i++) {
            keys[i] = letters(random);
        }
        Arrays.sort(keys);
        long[] numbers = new long[rows];
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = random.nextLong(numbersBelow);
            values[i] = letters(random);
        }
        return new RowBatch(
                SCHEMA.fields(), List.of(text(keys), new LongColumn(numbers, rows, Validity.ALL), text(values)), rows);
    }

    /// Ten random letters as a number in base 26, whose order is theirs.
    private static long letters(SplittableRandom random) {
        long word = 0;
        for (int i = 0; i < LETTERS; i++) {
            word = word * ALPHABET + random.nextInt(ALPHABET);
        }
        return word;
    }

    private static BytesColumn text(long[] words) {
        byte[] bytes = new byte[words.length * LETTERS];
        int[] offsets = new int[words.length + 1];
        for (int i = 0; i < words.length; i++) {
            long rest = words[i];
            for (int letter = LETTERS - 1; letter >= 0; letter--) {
                bytes[i * LETTERS + letter] = (byte) ('a' + rest % ALPHABET);
                rest /= ALPHABET;
            }
            offsets[i + 1] = (i + 1) * LETTERS;
        }
        return new BytesColumn(bytes, offsets, words.length, Validity.ALL);
    }
}
