package dev.sleeper.objectstore.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySyncTest {
    private static final byte[] ONE = "one".getBytes(US_ASCII);
    private static final byte[] TWO = "two".getBytes(US_ASCII);

    private final Path directory;

    DirectorySyncTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /// A disk that takes its time: each sync says that it has begun, and ends when it may.
    private static final class SlowDisk implements DirectorySync.Flush {
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore mayEnd = new Semaphore(0);
        private final AtomicInteger ended = new AtomicInteger();

        @Override
        public void run(FileChannel channel) {
            begun.release();
            mayEnd.acquireUninterruptibly();
            ended.incrementAndGet();
        }
    }

    @Test
    void whoeverComesWhileASyncRunsIsServedByALaterOne() throws Exception {
        SlowDisk disk = new SlowDisk();
        DirectorySync sync = new DirectorySync(disk);
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            Future<Integer> first = threads.submit(() -> endedAfter(sync, disk));
            disk.begun.acquire();
            List<Future<Integer>> late = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                late.add(threads.submit(() -> endedAfter(sync, disk)));
            }

            disk.mayEnd.release(10);

            assertThat(first.get()).isPositive();
            for (Future<Integer> one : late) {
                assertThat(one.get()).as("syncs that had ended").isGreaterThanOrEqualTo(2);
            }
        }
        assertThat(disk.ended.get()).isBetween(2, 9);
    }

    private int endedAfter(DirectorySync sync, SlowDisk disk) throws IOException {
        sync.syncDirectory(directory);
        return disk.ended.get();
    }

    @Test
    void aMissingDirectoryIsNoFailureOfTheDisk() {
        DirectorySync sync = new DirectorySync();

        assertThatThrownBy(() -> sync.syncDirectory(directory.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatCode(sync::requireSound).doesNotThrowAnyException();
    }

    @Test
    void aSyncThatFailsLeavesThePutUnclearAndTheStoreRefusesToGoOn() {
        AtomicBoolean broken = new AtomicBoolean();
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(directory, system.environment(), breaking(broken))) {
            store.putIfAbsent("t/a", ONE);
            broken.set(true);

            assertThat(store.putIfAbsent("t/b", ONE)).isEqualTo(PutOutcome.UNCLEAR);

            broken.set(false);
            assertThatThrownBy(() -> store.get("t/b"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("check the disk, then restart");
            assertThatThrownBy(() -> store.putIfAbsent("t/c", ONE)).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aSyncThatFailsLeavesTheSwapUnclear() {
        AtomicBoolean broken = new AtomicBoolean();
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(directory, system.environment(), breaking(broken))) {
            store.putIfAbsent("t/a", ONE);
            broken.set(true);

            assertThat(store.compareAndSwap("t/a", Version.of(ONE), TWO)).isEqualTo(SwapOutcome.UNCLEAR);
        }
    }

    @Test
    void aNewDirectoryThatCannotBeSyncedLeavesNothing() {
        AtomicBoolean broken = new AtomicBoolean();
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(directory, system.environment(), breaking(broken))) {
            broken.set(true);

            assertThatThrownBy(() -> store.putIfAbsent("t/a", ONE)).isInstanceOf(StoreUnavailableException.class);
            assertThat(directory.resolve("t/a")).doesNotExist();
        }
    }

    @Test
    void anObjectFindsItsPlaceWhereOthersKeepRemovingTheEmptyDirectory() {
        Path folder = directory.resolve("t/p");
        DirectorySync.Flush meanwhileRemoved = channel -> {
            try {
                if (Files.deleteIfExists(folder)) {
                    Files.write(
                            directory.resolve(".sleeper/removals"),
                            new byte[1],
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
            } catch (DirectoryNotEmptyException e) {
                channel.force(true);
            }
        };
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store =
                        LocalObjectStore.open(directory, system.environment(), new DirectorySync(meanwhileRemoved))) {
            assertThat(store.putIfAbsent("t/p/a", ONE)).isEqualTo(PutOutcome.CREATED);
            assertThat(store.get("t/p/a")).isPresent();
        }
    }

    @Test
    void whatAnotherProcessPutIsBroughtToTheDiskBeforeItIsShown() {
        AtomicInteger syncs = new AtomicInteger();
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore other = LocalObjectStore.open(directory, system.environment());
                ObjectStore store = LocalObjectStore.open(
                        directory, system.environment(), new DirectorySync(channel -> syncs.incrementAndGet()))) {
            other.putIfAbsent("t/a", ONE);
            int before = syncs.get();

            store.get("t/a");
            int first = syncs.get();
            store.get("t/a");

            assertThat(first).isGreaterThan(before);
            assertThat(syncs.get()).isEqualTo(first);
            other.compareAndSwap("t/a", Version.of(ONE), TWO);
            store.get("t/a");
            assertThat(syncs.get()).isGreaterThan(first);
        }
    }

    @Test
    void aFileThatCouldNotBeBroughtToTheDiskWhileItWasWrittenIsNotFinished() {
        AtomicInteger syncs = new AtomicInteger();
        DirectorySync firstFails = new DirectorySync(directory -> directory.force(true), file -> {
            if (file.size() > 1 << 20 && syncs.incrementAndGet() == 1) {
                throw new IOException("Input/output error");
            }
            file.force(true);
        });
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(directory, system.environment(), firstFails);
                ObjectWriter writer = store.create("t/a")) {
            assertThatThrownBy(() -> {
                        for (int written = 0; written < 20; written++) {
                            writer.write(ByteBuffer.wrap(new byte[1 << 20]));
                        }
                        writer.finish();
                    })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasStackTraceContaining("Input/output error");
            assertThat(store.get("t/a")).isEmpty();
        }
    }

    private static DirectorySync breaking(AtomicBoolean broken) {
        return new DirectorySync(channel -> {
            if (broken.get()) {
                throw new IOException("Input/output error");
            }
            channel.force(true);
        });
    }
}
