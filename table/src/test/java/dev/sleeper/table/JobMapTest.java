package dev.sleeper.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobMapTest {
    private static final long SEED = 11;

    @Test
    void jobsAreFoundAndListedInOrderHoweverTheyCame() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            TreeMap<String, Long> expected = new TreeMap<>();
            JobMap jobs = JobMap.EMPTY;
            for (int change = 0; change < 4; change++) {
                JobMap.Builder builder = jobs.change();
                for (int i = random.nextInt(20); i > 0; i--) {
                    String id = randomId(random);
                    long begun = random.nextInt(100);
                    assertThat(builder.add(id, begun)).isEqualTo(!expected.containsKey(id));
                    expected.putIfAbsent(id, begun);
                }
                jobs = builder.build();
                long cutoff = random.nextInt(20);
                jobs = jobs.begunAfter(cutoff);
                expected.values().removeIf(begun -> begun <= cutoff);
                assertSame(jobs, expected);
            }
        }
    }

    @Test
    void jobsThatWerePackedEqualThoseThatWereAddedOneByOne() {
        JobMap.Builder packed = JobMap.EMPTY.change();
        JobMap added = JobMap.EMPTY;
        for (int i = 100; i < 200; i++) {
            packed.add("job " + i, i);
            JobMap.Builder one = added.change();
            one.add("job " + (299 - i), 299 - i);
            added = one.build();
        }

        assertThat(packed.build()).isEqualTo(added).hasSameHashCodeAs(added);
    }

    @Test
    void jobsAreLeftAsTheyWereWhenSomeAreAddedOrForgotten() {
        JobMap.Builder first = JobMap.EMPTY.change();
        first.add("a", 1);
        first.add("c", 3);
        JobMap jobs = first.build();
        JobMap.Builder more = jobs.change();
        more.add("b", 2);

        JobMap longer = more.build();

        assertThat(longer).isEqualTo(Map.of("a", 1L, "b", 2L, "c", 3L));
        assertThat(longer.begunAfter(2)).isEqualTo(Map.of("c", 3L));
        assertThat(jobs).isEqualTo(Map.of("a", 1L, "c", 3L));
    }

    @Test
    void millionJobsTakeLessThanSeventyBytesEach() {
        JobMap.Builder jobs = JobMap.EMPTY.change();
        for (int i = 0; i < 1_000_000; i++) {
            jobs.add(String.format("%036d", i), i);
        }

        assertThat(jobs.build().memoryBytes()).isLessThan(70_000_000);
    }

    private static void assertSame(JobMap jobs, Map<String, Long> expected) {
        List<String> ids = new ArrayList<>(jobs.keySet());
        assertThat(ids).containsExactlyElementsOf(expected.keySet());
        assertThat(jobs).isEqualTo(expected).hasSameSizeAs(expected);
        assertThat(jobs.begunMillis().sorted().toArray())
                .isEqualTo(expected.values().stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .toArray());
        assertThat(jobs.get("not there")).isNull();
        assertThat(jobs.containsKey("not there")).isFalse();
    }

    /// Short ids, of which one is often the beginning of another, and some that are not ASCII.
    private static String randomId(Random random) {
        StringBuilder id = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            id.append(random.nextInt(8) == 0 ? 'ü' : (char) ('a' + random.nextInt(4)));
        }
        return id.toString();
    }
}
