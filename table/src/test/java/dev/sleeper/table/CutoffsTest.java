package dev.sleeper.table;

import static dev.sleeper.table.Tables.CREATED;
import static dev.sleeper.table.Tables.after;
import static dev.sleeper.table.Tables.file;
import static dev.sleeper.table.Tables.numbers;
import static dev.sleeper.table.Tables.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.Change.RaiseCutoff;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutoffsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    @Test
    void anAttemptThatBeganSoonAfterTheCutoffMayBeOneOfSeveralAtAForgottenJob() {
        TableState raised = after(
                numbers(),
                new AddFiles("a", CREATED + DAY, List.of(file(8 * DAY))),
                new RaiseCutoff(-1, -1, CREATED + DAY));
        long apart = Retention.JOBS_REMEMBERED_AT_LEAST.toMillis();

        assertThat(rejection(raised, new AddFiles("a", CREATED + DAY + apart, List.of())))
                .isEqualTo(new Rejection.JobBelowCutoff("a", CREATED + DAY + apart, CREATED + DAY));
        after(raised, new AddFiles("a", CREATED + DAY + apart + 1, List.of()));
    }
}
