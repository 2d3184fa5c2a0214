package dev.sleeper.table.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.table.DataFile;
import dev.sleeper.table.Tables;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileTagsTest {
    private static final DataFile FILE = Tables.file(1);

    private final FileTags tags = new FileTags();

    @Test
    void fileIsReadFromTheTagsThatWereWrittenOfIt() {
        DataFile other = Tables.file(2);

        assertThat(read(FILE, FileTags.of(FILE))).isEqualTo(FILE);
        assertThat(read(other, FileTags.of(other))).isEqualTo(other);
    }

    @Test
    void filesOfOnePartitionShareItsId() {
        DataFile first = read(FILE, FileTags.of(FILE));
        DataFile second = read(Tables.file(2), FileTags.of(Tables.file(2)));

        assertThat(second.partitionId()).isSameAs(first.partitionId());
    }

    @Test
    void missingTagIsRefusedByName() {
        for (String name : FileTags.of(FILE).keySet()) {
            Map<String, String> fewer = new LinkedHashMap<>(FileTags.of(FILE));
            fewer.remove(name);

            assertThatThrownBy(() -> read(FILE, fewer)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tagThatComesTwiceIsRefused() {
        for (Map.Entry<String, String> tag : FileTags.of(FILE).entrySet()) {
            tags.begin();
            add(tag.getKey(), tag.getValue());

            assertThatThrownBy(() -> add(tag.getKey(), tag.getValue())).hasMessageContaining(tag.getKey());
        }
    }

    @Test
    void tagThatIsUnknownOrMalformedIsRefused() {
        tags.begin();

        assertThatThrownBy(() -> add("sleeper.other", "x")).hasMessageContaining("sleeper.other");
        assertThatThrownBy(() -> add("sleeper.checksum", "1234567")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add("sleeper.minKey", "123")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add("sleeper.maxKey", "1ü")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fileTaggedWithAnotherPartitionIsRefused() {
        Map<String, String> wrong = new LinkedHashMap<>(FileTags.of(FILE));
        wrong.put("sleeper.partition", "other");

        assertThatThrownBy(() -> read(FILE, wrong)).hasMessageContaining("partition");
    }

    @Test
    void partitionThatIsNoPartitionIdIsRefusedEachTime() {
        for (int attempt = 0; attempt < 2; attempt++) {
            tags.begin();
            assertThatThrownBy(() -> add("sleeper.partition", "a/b")).hasMessageContaining("partition");
        }
    }

    @Test
    void emptyPartitionOfTheFirstFileIsRefused() {
        tags.begin();
        assertThatThrownBy(() -> add("sleeper.partition", "")).hasMessageContaining("partition");
    }

    @Test
    void statisticsThatDoNotBeginWithTheRowCountAreRefused() {
        for (String text : new String[] {"", "{", "{\"numRecords\":", "{\"numRecords\":12", "{\"numRecords\":x,"}) {
            byte[] statistics = text.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> tags.addStatistics(statistics, 0, statistics.length))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private DataFile read(DataFile file, Map<String, String> written) {
        tags.begin();
        written.forEach(this::add);
        byte[] statistics = ("{\"numRecords\":" + file.rowCount() + ",").getBytes(StandardCharsets.UTF_8);
        tags.addStatistics(statistics, 0, statistics.length);
        return tags.file(file.location().path(), file.sizeBytes(), false).file();
    }

    private void add(String name, String value) {
        byte[] text = (name + value).getBytes(StandardCharsets.UTF_8);
        tags.add(name, text, name.length(), text.length);
    }
}
