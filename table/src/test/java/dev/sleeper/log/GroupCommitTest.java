package dev.sleeper.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final SystemEnvironment threads = SystemEnvironment.open();
    private final CountDownLatch firstIsCommitting = new CountDownLatch(1);
    private final CountDownLatch othersWait = new CountDownLatch(1);
    private final List<List<String>> groups = new ArrayList<>();
    private final GroupCommit<String> commits = new GroupCommit<>(threads.environment(), this::commit);

    @AfterEach
    void close() {
        othersWait.countDown();
        threads.close();
    }

    @Test
    void changesThatWaitShareTheNextEntry() throws Exception {
        Future<CommitResult> first = submit("first", Urgency.USER);
        firstIsCommitting.await();
        List<Future<CommitResult>> others = submitAll("other", 10, Urgency.USER);
        othersWait.countDown();

        assertThat(first.get()).isEqualTo(new Committed(0));
        for (Future<CommitResult> other : others) {
            assertThat(other.get()).isEqualTo(new Committed(1));
        }
        assertThat(groups).hasSize(2);
    }

    @Test
    void aFewBackgroundChangesFollowAllThatCallersWaitFor() throws Exception {
        Future<CommitResult> first = submit("first", Urgency.USER);
        firstIsCommitting.await();
        List<Future<CommitResult>> background = submitAll("background", 20, Urgency.BACKGROUND);
        List<Future<CommitResult>> users = submitAll("user", 30, Urgency.USER);
        othersWait.countDown();

        assertThat(first.get()).isEqualTo(new Committed(0));
        for (Future<CommitResult> user : users) {
            assertThat(user.get()).isEqualTo(new Committed(1));
        }
        for (Future<CommitResult> change : background) {
            assertThat(change.get()).isInstanceOf(Committed.class);
        }
        assertThat(groups.get(1)).hasSize(30 + GroupCommit.MAX_BACKGROUND_CHANGES);
        assertThat(groups.get(1).subList(0, 30)).allMatch(change -> change.startsWith("user"));
    }

    @Test
    void aChangeThatCannotShareTheEntryIsFirstInTheNext() throws Exception {
        Future<CommitResult> first = submit("first", Urgency.USER);
        firstIsCommitting.await();
        List<Future<CommitResult>> deferred = submitAll("deferred", 3, Urgency.USER);
        othersWait.countDown();

        assertThat(first.get()).isEqualTo(new Committed(0));
        assertThat(List.of(
                        deferred.get(0).get(),
                        deferred.get(1).get(),
                        deferred.get(2).get()))
                .containsExactlyInAnyOrder(new Committed(1), new Committed(2), new Committed(3));
    }

    @Test
    void anInterruptedCallerDoesNotKnow() throws Exception {
        CompletableFuture<CommitResult> told = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> told.complete(commits.commit("first", Urgency.USER)));
        firstIsCommitting.await();
        caller.interrupt();

        assertThat(told.get()).isInstanceOf(Unknown.class);
        othersWait.countDown();
        assertThat(commits.commit("next", Urgency.USER)).isEqualTo(new Committed(1));
    }

    @Test
    void aFailureReachesTheCallersAndTheNextGroupGoesOn() throws Exception {
        othersWait.countDown();

        assertThatThrownBy(() -> submit("broken", Urgency.USER).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertThat(submit("next", Urgency.USER).get()).isInstanceOf(Committed.class);
    }

    private Future<CommitResult> submit(String change, Urgency urgency) {
        return threads.environment().blocking().submit(() -> commits.commit(change, urgency));
    }

    /// Submits changes and waits until they all wait.
    private List<Future<CommitResult>> submitAll(String name, int count, Urgency urgency) {
        int before = commits.waiting();
        List<Future<CommitResult>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(submit(name + "-" + i, urgency));
        }
        while (commits.waiting() < before + count) {
            Thread.onSpinWait();
        }
        return results;
    }

    private List<Optional<CommitResult>> commit(List<String> changes) throws InterruptedException {
        groups.add(changes);
        firstIsCommitting.countDown();
        othersWait.await();
        if (changes.contains("broken")) {
            throw new IllegalStateException("broken");
        }
        List<Optional<CommitResult>> results = new ArrayList<>();
        for (String change : changes) {
            boolean waits = change.startsWith("deferred") && results.size() > 0;
            results.add(waits ? Optional.empty() : Optional.of(new Committed(groups.size() - 1L)));
        }
        return results;
    }
}
