package dev.sleeper.rowfile.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Validity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingsTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 31, 32, 33, 34, 127, 128, 129, 130, 1_000})
    void packedLongsOfEveryWidthComeBack(int count) {
        for (int bits = 0; bits <= Long.SIZE; bits++) {
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = bits == 0 ? 42 : random.nextLong() >>> (Long.SIZE - bits);
            }
            ByteSink out = new ByteSink(8);
            new DeltaPackedEncoder().encode(values, 0, count, out);

            long[] read = new long[count];
            ByteSource in = new ByteSource(out.bytes(), 0, out.length());
            DeltaPackedDecoder.decode(in, count, read, 0);

            in.expectEnd();
            assertThat(read).as("%s bits", bits).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 31, 32, 33, 34, 127, 128, 129, 130, 1_000})
    void packedIntsOfEveryWidthComeBack(int count) {
        for (int bits = 0; bits <= Integer.SIZE; bits++) {
            int[] values = new int[count];
            for (int i = 0; i < count; i++) {
                values[i] = bits == 0 ? -42 : random.nextInt() >>> (Integer.SIZE - bits);
            }
            ByteSink out = new ByteSink(8);
            new DeltaPackedEncoder().encode(values, 0, count, out);

            int[] read = new int[count];
            ByteSource in = new ByteSource(out.bytes(), 0, out.length());
            DeltaPackedDecoder.decode(in, count, read, 0);

            in.expectEnd();
            assertThat(read).as("%s bits", bits).isEqualTo(values);
        }
    }

    @Test
    void sharedLengthsAreCutToWhatMostReach() {
        int count = 2_000;
        String[] keys = random.ints(count, 0, 26 * 26 * 26 * 26 * 26)
                .sorted()
                .mapToObj(n -> String.format("prefix/%05d", n % 100_000))
                .sorted()
                .toArray(String[]::new);

        int[] shared = sharedLengths(keys);

        assertThat(Arrays.stream(shared).skip(1).max()).hasValue("prefix/".length() + 2);
        assertThat(Arrays.stream(shared).filter(length -> length == "prefix/".length() + 2))
                .hasSizeGreaterThan(count * 9 / 10);
    }

    @Test
    void sharedLengthsAreKeptWhereTheyDiffer() {
        String[] keys = new String[2_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = String.format("%04d", i / 2) + "/a/long/path".repeat(1 + i % 2);
        }

        assertThat(Arrays.stream(sharedLengths(keys)).max()).hasValue("0000/a/long/path".length());
    }

    private static int[] sharedLengths(String[] keys) {
        int[] offsets = new int[keys.length + 1];
        for (int i = 0; i < keys.length; i++) {
            offsets[i + 1] = offsets[i] + keys[i].length();
        }
        byte[] bytes = String.join("", keys).getBytes(StandardCharsets.US_ASCII);
        ByteSink out = new ByteSink(8);
        new ValueEncoder()
                .writePrefixesThenSuffixes(
                        new BytesColumn(bytes, offsets, keys.length, Validity.ALL), 0, keys.length, out);
        int[] shared = new int[keys.length];
        DeltaPackedDecoder.decode(new ByteSource(out.bytes(), 0, out.length()), keys.length, shared, 0);
        return shared;
    }

    @Test
    void runLengthsOfEveryWidthComeBack() {
        for (int width = 0; width <= Integer.SIZE; width++) {
            for (int count : new int[] {0, 1, 7, 8, 9, 16, 17, 63, 64, 65, 1_000}) {
                int[] values = runs(width, count);
                ByteSink out = new ByteSink(8);
                RunLengths.encode(values, count, width, out);

                int[] read = new int[count];
                ByteSource in = new ByteSource(out.bytes(), 0, out.length());
                RunLengths.decode(in, count, width, read, 0);

                in.expectEnd();
                assertThat(read).as("%s values of %s bits", count, width).isEqualTo(values);
            }
        }
    }

    /// Stretches of equal values, of lengths around that of a group, between others.
    private int[] runs(int width, int count) {
        int[] values = new int[count];
        int at = 0;
        while (at < count) {
            int to = Math.min(count, at + random.nextInt(1, 20));
            int value = width == 0 ? 0 : random.nextInt() >>> (Integer.SIZE - width);
            Arrays.fill(values, at, to, value);
            at = to;
        }
        return values;
    }

    @Test
    void aSourceRefusesToReadBeyondItsEnd() {
        ByteSource in = new ByteSource(new byte[20], 0, 3);

        assertThat(in.readByte()).isZero();
        assertThatThrownBy(in::readInt).isInstanceOf(MalformedPageException.class);
        assertThatThrownBy(() -> in.take(-1)).isInstanceOf(MalformedPageException.class);
        assertThatThrownBy(in::expectEnd).isInstanceOf(MalformedPageException.class);
    }
}
