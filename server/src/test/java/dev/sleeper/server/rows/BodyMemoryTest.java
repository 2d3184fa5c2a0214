package dev.sleeper.server.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final long MEBIBYTE = 1L << 20;
    private static final int THREADS = 8;
    private static final int BATCHES = 2_000;

    @Test
    void whoHoldsNothingWaitsUntilThereIsEnough() throws InterruptedException {
        BodyMemory memory = new BodyMemory(4 * MEBIBYTE);
        BodyMemory.Share first = memory.share();
        BodyMemory.Share second = memory.share();
        first.take(3 * MEBIBYTE);

        Thread waiting = Thread.ofPlatform().start(() -> second.take(2 * MEBIBYTE));
        awaitWaiting(waiting);
        first.keep(MEBIBYTE);
        waiting.join();

        first.close();
        second.close();
        memory.share().take(4 * MEBIBYTE);
    }

    @Test
    void whoNeedsMoreThanIsFreeGoesOverTheBoundOneAtATime() throws InterruptedException {
        BodyMemory memory = new BodyMemory(2 * MEBIBYTE);
        BodyMemory.Share first = memory.share();
        BodyMemory.Share second = memory.share();
        first.take(1);
        second.take(1);
        first.take(5 * MEBIBYTE);

        Thread waiting = Thread.ofPlatform().start(() -> second.take(5 * MEBIBYTE));
        awaitWaiting(waiting);
        first.take(5 * MEBIBYTE);
        first.close();
        waiting.join();

        second.close();
        memory.share().take(2 * MEBIBYTE);
    }

    @Test
    void whatIsKeptOverTheBoundStaysTheOneThatMayBe() throws InterruptedException {
        BodyMemory memory = new BodyMemory(2 * MEBIBYTE);
        BodyMemory.Share first = memory.share();
        BodyMemory.Share second = memory.share();
        first.take(1);
        second.take(1);
        first.take(5 * MEBIBYTE);
        first.keep(3 * MEBIBYTE);

        Thread waiting = Thread.ofPlatform().start(() -> second.take(5 * MEBIBYTE));
        awaitWaiting(waiting);
        first.keep(MEBIBYTE);
        waiting.join();

        first.close();
        second.close();
        memory.share().take(2 * MEBIBYTE);
    }

    @Test
    void anyNumberOfRequestsComeToAnEndAndGiveEverythingBack() throws InterruptedException {
        long bound = 8 * MEBIBYTE;
        long largest = 5 * MEBIBYTE;
        BodyMemory memory = new BodyMemory(bound);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            threads.add(Thread.ofPlatform().start(() -> {
                try (BodyMemory.Share share = memory.share()) {
                    for (int batch = 0; batch < BATCHES; batch++) {
                        long all = 0;
                        for (int step = 0; step < 3; step++) {
                            long more = random.nextLong(largest / 3);
                            share.take(more);
                            all += more;
                            most.accumulateAndGet(held.addAndGet(more), Math::max);
                        }
                        held.addAndGet(-all);
                        share.keep(0);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most.get()).isBetween(bound / 2, bound + largest);
        memory.share().take(bound);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }
}
