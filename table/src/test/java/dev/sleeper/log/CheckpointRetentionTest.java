package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.log.CheckpointRetention.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointRetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theNamedCheckpointTheOneBeforeItAndAllNewerOnesStay() {
        List<CheckpointSummary> all = List.of(writtenAgo(10, 3), writtenAgo(20, 2), writtenAgo(30, 1));

        Plan plan = CheckpointRetention.STANDARD.plan(all, name(20), NOW);

        assertThat(plan).isEqualTo(new Plan(Optional.empty(), List.of()));
    }

    @Test
    void entriesMayGoBeforeTheNewestCheckpointThatIsAnHourOld() {
        List<CheckpointSummary> all =
                List.of(writtenAgo(10, 200), writtenAgo(20, 70), writtenAgo(30, 60), writtenAgo(40, 5));

        Plan plan = CheckpointRetention.STANDARD.plan(all, name(40), NOW);

        assertThat(plan).isEqualTo(new Plan(Optional.of(name(30)), List.of(name(10), name(20))));
    }

    @Test
    void theNamedCheckpointIsNeverTheOldestToKeep() {
        Plan plan = CheckpointRetention.STANDARD.plan(List.of(writtenAgo(10, 600)), name(10), NOW);

        assertThat(plan).isEqualTo(new Plan(Optional.empty(), List.of()));
    }

    @Test
    void aBusyLogKeepsFewCheckpointsAndStillComesToHaveOneOfAnHour() {
        List<CheckpointSummary> kept = new ArrayList<>();
        Instant begin = NOW.minus(Duration.ofHours(5));
        for (int minute = 0; minute <= 300; minute++) {
            Instant now = begin.plus(Duration.ofMinutes(minute));
            CheckpointSummary newest = new CheckpointSummary(name(minute), now);
            kept.add(newest);
            Plan plan = CheckpointRetention.STANDARD.plan(kept, newest.name(), now);
            kept.removeIf(checkpoint -> plan.superfluous().contains(checkpoint.name()));

            assertThat(kept).hasSizeLessThanOrEqualTo(7);
            if (minute > 90) {
                assertThat(plan.oldest())
                        .hasValueSatisfying(oldest -> assertThat(newest.name().version() - oldest.version())
                                .isBetween(60L, 80L));
            }
        }
    }

    private static CheckpointSummary writtenAgo(long version, int minutes) {
        return new CheckpointSummary(name(version), NOW.minus(Duration.ofMinutes(minutes)));
    }

    private static CheckpointName name(long version) {
        return new CheckpointName(version, "x");
    }
}
