package dev.sleeper.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.upkeep.Progress;
import dev.sleeper.environment.SystemEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class ProgressAnswerTest {
    private final SystemEnvironment system = SystemEnvironment.open();
    private final Activity activity = new Activity(system.environment().clock());
    private final ProgressAnswer lines = new ProgressAnswer(system.environment().blocking(), activity);

    @AfterAll
    void close() {
        system.close();
    }

    @Test
    void progressIsToldAtOnceAndTheResultLast() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        lines.write(out, watch -> Json.object().put("rows", 3));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"progress\":{\"done\":0,\"total\":0}}\n{\"result\":{\"rows\":3}}\n");
    }

    @Test
    void workThatFailsIsToldAsItFailed() {
        IllegalArgumentException failure = new IllegalArgumentException("damaged");

        assertThatThrownBy(() -> lines.write(new ByteArrayOutputStream(), watch -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void workEndsWhenTheServerStops() {
        assertThatThrownBy(() -> lines.write(new ByteArrayOutputStream(), watch -> {
                    for (long done = 0; done < Long.MAX_VALUE; done++) {
                        watch.accept(new Progress(done, Long.MAX_VALUE));
                        activity.stop();
                    }
                    return Json.object();
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        stopped -> assertThat(stopped.problem().code()).isEqualTo("stopping"));
    }

    @Test
    void workForACallerWhoWentAwayEnds() {
        AtomicBoolean ended = new AtomicBoolean();
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> lines.write(gone, watch -> {
                    try {
                        for (long done = 0; done < Long.MAX_VALUE; done++) {
                            watch.accept(new Progress(done, Long.MAX_VALUE));
                        }
                    } finally {
                        ended.set(true);
                    }
                    return Json.object();
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");

        assertThat(ended).isTrue();
    }
}
