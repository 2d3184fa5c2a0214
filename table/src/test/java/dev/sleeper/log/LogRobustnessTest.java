package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.objectstore.ForwardingObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.VersionedObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nobody waits for ever, whatever is thrown at whom they wait for.
@Timeout(30)
class LogRobustnessTest {
    private final SystemEnvironment threads = SystemEnvironment.open();
    private final CountDownLatch looking = new CountDownLatch(1);
    private final CountDownLatch mayFail = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayFail.countDown();
        threads.close();
    }

    @Test
    void anErrorWhileCommittingReachesTheCallerAndTheNextChangeIsCommitted() throws Exception {
        GroupCommit<String> commits = new GroupCommit<>(threads.environment(), changes -> {
            if (changes.contains("broken")) {
                throw new StackOverflowError("broken");
            }
            return List.of(Optional.of(new Committed(1)));
        });

        Future<CommitResult> broken = start(() -> commits.commit("broken", Urgency.USER));
        assertThatThrownBy(() -> broken.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("broken");
        Future<CommitResult> next = start(() -> commits.commit("next", Urgency.USER));
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(new Committed(1));
    }

    @Test
    void anErrorInALookIsToldToThoseWhoShareIt() throws Exception {
        SharedCheck<String> check = new SharedCheck<>(() -> {
            looking.countDown();
            mayFail.await();
            throw new StackOverflowError("broken");
        });

        Future<String> first = start(check::result);
        looking.await();
        List<Future<String>> sharing = List.of(start(check::result), start(check::result), start(check::result));
        mayFail.countDown();

        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("broken");
        for (Future<String> result : sharing) {
            assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("broken");
        }
    }

    @Test
    void entriesOfALongTailAreReadSideBySideAndOneByOneWhileTheProcessStops() throws Exception {
        InMemoryObjectStore store =
                new InMemoryObjectStore(threads.environment().clock());
        TinyCodec codec = new TinyCodec();
        for (int version = 0; version < 3; version++) {
            TinyEntry entry = new TinyEntry("c" + version, List.of());
            store.putIfAbsent("log/" + LogFiles.entryName(version), codec.encodeEntry(TinyState.EMPTY, entry));
        }
        CyclicBarrier bothAreBeingRead = new CyclicBarrier(2);
        ObjectStore meeting = new ForwardingObjectStore(store) {
            @Override
            public Optional<VersionedObject> get(String path) {
                try {
                    bothAreBeingRead.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                return super.get(path);
            }
        };

        assertThat(run(meeting).readSlots(1, 2)).hasSize(2).allMatch(Slot.Ours.class::isInstance);
        threads.close();
        assertThat(run(store).readSlots(1, 2)).containsExactly(new Slot.Ours<>(new TinyEntry("c1", List.of())));
    }

    private LogRun<TinyState, TinyEntry> run(ObjectStore store) {
        return new LogRun<>(new LogFiles<>(store, "log/", new TinyCodec(), name -> {}), threads.environment());
    }

    @Test
    void digitsThatAreNoVersionAreNoCheckpoint() {
        assertThat(CheckpointName.parse("9".repeat(20) + "-a.checkpoint.parquet"))
                .isEmpty();
    }

    private <T> Future<T> start(Callable<T> task) {
        return threads.environment().blocking().submit(task);
    }
}
