package dev.sleeper.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
    private static final Comparator<String> BY_UTF8 = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    @Test
    void integersSortSigned() {
        KeyCodec ints = codec(PrimitiveType.INT);
        KeyCodec longs = codec(PrimitiveType.LONG);

        assertAscending(ints, List.of(Integer.MIN_VALUE, -65_536, -1, 0, 1, 255, 256, Integer.MAX_VALUE));
        assertAscending(longs, List.of(Long.MIN_VALUE, -(1L << 40), -1L, 0L, 1L, 1L << 40, Long.MAX_VALUE));
    }

    @Test
    void stringsSortByTheirUtf8AlsoBeyondTheFirstPlane() {
        // By UTF-16 units the second emoji, a pair of surrogates, would sort before U+FFFF.
        List<String> ascending = List.of(
                "",
                "\u0000",
                "\u0000\u0000",
                "\u0000a",
                "\u0001",
                "a",
                "a\u0000",
                "a\u0000b",
                "aa",
                "b",
                "\u007f",
                "\u0080",
                "é",
                "\u07ff",
                "\u0800",
                "日本",
                "\uffff",
                "\ud83d\ude00",
                "\ud83d\ude01");

        assertThat(ascending).isSortedAccordingTo(BY_UTF8);
        assertAscending(codec(PrimitiveType.STRING), ascending);
    }

    @Test
    void byteArraysSortUnsigned() {
        List<byte[]> ascending = List.of(
                bytes(),
                bytes(0),
                bytes(0, 0),
                bytes(0, 1),
                bytes(0, 0xff),
                bytes(1),
                bytes(0x7f),
                bytes(0x80),
                bytes(0x80, 0),
                bytes(0xff),
                bytes(0xff, 0),
                bytes(0xff, 0xff));

        assertAscending(codec(PrimitiveType.BYTE_ARRAY), ascending);
    }

    @Test
    void theFirstFieldThatDiffersDecides() {
        KeyCodec codec = codec(PrimitiveType.STRING, PrimitiveType.INT, PrimitiveType.BYTE_ARRAY);

        List<Key> keys = List.of(
                codec.encode(List.of("", Integer.MAX_VALUE, bytes(0xff))),
                codec.encode(List.of("a", -1, bytes(0xff))),
                codec.encode(List.of("a", 0, bytes())),
                codec.encode(List.of("a", 0, bytes(0))),
                codec.encode(List.of("a", 0, bytes(0, 0xff))),
                codec.encode(List.of("a", 1, bytes())),
                codec.encode(List.of("a\u0000", Integer.MIN_VALUE, bytes())),
                codec.encode(List.of("ab", Integer.MIN_VALUE, bytes())));

        assertThat(keys).isSorted();
    }

    @Test
    void keysOfRandomValuesSortAsTheValuesAndDecodeToThem() {
        Random random = new Random(1);
        KeyCodec codec = codec(PrimitiveType.BYTE_ARRAY, PrimitiveType.LONG);
        List<byte[]> arrays = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] array = new byte[random.nextInt(6)];
            for (int at = 0; at < array.length; at++) {
                array[at] = (byte) (random.nextInt(3) - 1);
            }
            arrays.add(array);
        }
        List<byte[]> ascending = new ArrayList<>(arrays);
        ascending.sort(Arrays::compareUnsigned);

        List<Key> keys = new ArrayList<>(
                arrays.stream().map(array -> codec.encode(List.of(array, 7L))).toList());
        Collections.sort(keys);

        for (int i = 0; i < keys.size(); i++) {
            List<Object> values = codec.decode(keys.get(i));
            assertThat((byte[]) values.getFirst()).isEqualTo(ascending.get(i));
            assertThat(values.get(1)).isEqualTo(7L);
        }
    }

    @Test
    void aRowHasTheKeyOfItsValues() {
        KeyCodec codec = codec(PrimitiveType.STRING, PrimitiveType.INT);
        BytesColumn names = new BytesColumn(new byte[] {'x', 'a', 0, 'b'}, new int[] {1, 3, 4}, 2, Validity.ALL);
        IntColumn numbers = new IntColumn(new int[] {5, -5}, 2, Validity.ALL);

        assertThat(codec.encode(List.of(names, numbers), 0)).isEqualTo(codec.encode(List.of("a\u0000", 5)));
        assertThat(codec.encode(List.of(names, numbers), 1)).isEqualTo(codec.encode(List.of("b", -5)));
    }

    @Test
    void allKeysThatBeginWithSomeFieldsLieBeforeTheirAfterPrefix() {
        KeyCodec codec = codec(PrimitiveType.STRING, PrimitiveType.LONG);
        Key prefix = codec.encode(List.of("a"));
        KeyRange range = new KeyRange(prefix, prefix.afterPrefix());

        assertThat(range.contains(codec.encode(List.of("a", Long.MIN_VALUE)))).isTrue();
        assertThat(range.contains(codec.encode(List.of("a", Long.MAX_VALUE)))).isTrue();
        assertThat(range.contains(codec.encode(List.of("a\u0000", Long.MIN_VALUE))))
                .isFalse();
        assertThat(range.contains(codec.encode(List.of("", Long.MAX_VALUE)))).isFalse();
        assertThat(codec.decode(prefix)).containsExactly("a");
    }

    @Test
    void bytesThatAreNoKeyAreRefusedAndDescribedAsBytes() {
        KeyCodec codec = codec(PrimitiveType.STRING, PrimitiveType.INT);

        for (String hex : List.of("61", "6100", "610001", "61000080", "6100008000000000")) {
            assertThatThrownBy(() -> codec.decode(Key.ofHex(hex))).isInstanceOf(IllegalArgumentException.class);
            assertThat(codec.describe(Key.ofHex(hex))).isEqualTo("0x" + hex);
        }
        assertThat(codec.describe(codec.encode(List.of("a", -3)))).isEqualTo("a, -3");
    }

    @Test
    void valuesOfAnotherTypeAreRefusedByFieldName() {
        assertThatThrownBy(() -> codec(PrimitiveType.LONG).encode(List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Key field key0 has type LongType, but a value of type Integer was given");
    }

    private static void assertAscending(KeyCodec codec, List<?> values) {
        List<Key> keys = new ArrayList<>();
        for (Object value : values) {
            keys.add(codec.encode(List.of(value)));
        }
        for (int i = 1; i < keys.size(); i++) {
            assertThat(keys.get(i)).as("value %s", i).isGreaterThan(keys.get(i - 1));
        }
    }

    private static KeyCodec codec(PrimitiveType... types) {
        List<Field> fields = new ArrayList<>();
        for (PrimitiveType type : types) {
            fields.add(Field.required("key" + fields.size(), type));
        }
        return KeyCodec.ofRowKeys(
                Schema.of(fields, fields.stream().map(Field::name).toList(), List.of()));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
