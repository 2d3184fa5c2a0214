package dev.sleeper.table;

import static dev.sleeper.table.Tables.add;
import static dev.sleeper.table.Tables.after;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.table.Change.RenameTable;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangedPartitionsTest {

    @Test
    void thePartitionsThatWereChangedSinceAVersionAreKnownWhileItIsRecent() {
        TableState first = numbers(10, 20);
        String leaf = first.partitions().leaves().getLast().id();
        TableState written =
                after(first, add("a", file(1)), add("b", file(2, leaf, 20, 29)), new RenameTable("numbers", "other"));
        TableState restored = TableState.restore(written.version(), written.facts());
        TableState many = written;
        for (int job = 0; job < 1_001; job++) {
            many = after(many, add("job-" + job, file(10 + job)));
        }

        assertThat(written.partitionsChangedSince(0)).contains(Set.of("root", leaf));
        assertThat(written.partitionsChangedSince(1)).contains(Set.of(leaf));
        assertThat(written.partitionsChangedSince(2)).contains(Set.of());
        assertThat(written.partitionsChangedSince(4)).isEmpty();
        assertThat(restored).isEqualTo(written);
        assertThat(restored.partitionsChangedSince(3)).contains(Set.of());
        assertThat(restored.partitionsChangedSince(2)).isEmpty();
        assertThat(many.partitionsChangedSince(written.version() + 1)).contains(Set.of("root"));
        assertThat(many.partitionsChangedSince(2)).isEmpty();
    }
}
