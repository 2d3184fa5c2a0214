package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.SystemEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedCheckTest {
    private final SystemEnvironment threads = SystemEnvironment.open();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private final SharedCheck<Integer> check = new SharedCheck<>(() -> {
        int number = begun.incrementAndGet();
        mayEnd.acquire();
        return number;
    });

    @AfterEach
    void close() {
        mayEnd.release(1_000);
        threads.close();
    }

    @Test
    void thoseWhoArriveWhileALookRunsShareTheNextOne() throws Exception {
        Future<Integer> first = look();
        awaitBegun(1);
        List<Future<Integer>> later = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            later.add(look());
        }
        awaitWaiting(20);
        mayEnd.release(2);

        assertThat(first.get()).isEqualTo(1);
        for (Future<Integer> result : later) {
            assertThat(result.get()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedLeaderLeavesTheOthersToLookAgain() throws Exception {
        CompletableFuture<String> leader = new CompletableFuture<>();
        Thread first = Thread.ofPlatform().start(() -> {
            try {
                leader.complete("saw " + check.result());
            } catch (InterruptedException e) {
                leader.complete("interrupted");
            }
        });
        awaitBegun(1);
        Future<Integer> other = look();
        awaitWaiting(1);

        first.interrupt();
        mayEnd.release();

        assertThat(leader.get()).isEqualTo("interrupted");
        assertThat(other.get()).isEqualTo(2);
    }

    @Test
    void aFailureIsToldToAllWhoShareTheLook() {
        SharedCheck<Integer> broken = new SharedCheck<>(() -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(broken::result).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(broken::result).isInstanceOf(IllegalStateException.class);
    }

    private Future<Integer> look() {
        return threads.environment().blocking().submit(check::result);
    }

    private void awaitBegun(int count) {
        while (begun.get() < count) {
            Thread.onSpinWait();
        }
    }

    private void awaitWaiting(int count) {
        while (check.waiting() < count) {
            Thread.onSpinWait();
        }
    }
}
