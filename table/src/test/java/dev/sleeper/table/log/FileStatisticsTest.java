package dev.sleeper.table.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FileStatisticsTest {
    private static final Schema EVERY_KEY = Schema.of(
            List.of(
                    Field.required("text", PrimitiveType.STRING),
                    Field.required("value", PrimitiveType.DOUBLE),
                    Field.required("bytes", PrimitiveType.BYTE_ARRAY),
                    Field.required("long", PrimitiveType.LONG),
                    Field.required("int", PrimitiveType.INT)),
            List.of("text", "bytes"),
            List.of("int", "long"));

    @Test
    void statisticsCoverTheKeysButByteArrays() {
        String stats = stats(
                List.of("a", new byte[] {1}, -5, Long.MIN_VALUE), List.of("b", new byte[] {2}, 7, Long.MAX_VALUE));

        assertThat(stats)
                .isEqualTo("{\"numRecords\":3,"
                        + "\"minValues\":{\"text\":\"a\",\"int\":-5,\"long\":-9223372036854775808},"
                        + "\"maxValues\":{\"text\":\"b\",\"int\":7,\"long\":9223372036854775807},"
                        + "\"nullCount\":{\"text\":0,\"bytes\":0,\"int\":0,\"long\":0}}");
    }

    @Test
    void stringsOfUpTo32CharactersAreKeptWhole() {
        String emoji = "\ud83d\ude00".repeat(32);

        assertThat(bounds(emoji, emoji)).containsExactly(emoji, emoji);
    }

    @Test
    void longMaximumIsCutAndRoundedUp() {
        assertThat(bounds("a".repeat(33), "b".repeat(33))).containsExactly("a".repeat(32), "b".repeat(31) + "c");
        assertThat(bounds("", "b".repeat(31) + "\ud7ff!")[1]).isEqualTo("b".repeat(31) + "\ue000");
        assertThat(bounds("", "b".repeat(31) + "\uffff!")[1]).isEqualTo("b".repeat(31) + "\ud800\udc00");
        assertThat(bounds("", "b".repeat(31) + "\udbff\udfff!")[1]).isEqualTo("b".repeat(30) + "c");
    }

    @Test
    void maximumThatCannotBeRoundedUpIsLeftOut() {
        assertThat(bounds("", "\udbff\udfff".repeat(33))[1]).isEmpty();
    }

    @Test
    void boundsNeverExcludeAValue() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            String value = randomText(random);

            String[] bounds = bounds(value, value);

            assertThat(compare(bounds[0], value)).isNotPositive();
            assertThat(bounds[1].isEmpty() || compare(value, bounds[1]) <= 0).isTrue();
        }
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String randomText(Random random) {
        int[] alphabet = {0, 'a', 0x7f, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
        StringBuilder text = new StringBuilder("x".repeat(random.nextInt(40)));
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static String[] bounds(String min, String max) {
        JsonNode stats =
                Json.READER.readTree(stats(List.of(min, new byte[0], 0, 0L), List.of(max, new byte[0], 0, 0L)));
        return new String[] {
            stats.path("minValues").path("text").asString(""),
            stats.path("maxValues").path("text").asString("")
        };
    }

    private static String stats(List<?> minima, List<?> maxima) {
        KeyCodec codec = KeyCodec.ofAllKeys(EVERY_KEY);
        Key min = codec.encode(minima);
        Key max = codec.encode(maxima);
        return new FileStatistics(EVERY_KEY).of(new DataFile(FileId.of(1, "a"), "root", 1, 3, min, max, min, max, 0));
    }
}
