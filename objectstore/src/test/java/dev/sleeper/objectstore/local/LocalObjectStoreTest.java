package dev.sleeper.objectstore.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectStoreContract;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
    private static final byte[] CONTENT = "content".getBytes(US_ASCII);

    private final SystemEnvironment system = SystemEnvironment.open();
    private final Path directory;
    private final Path root;

    LocalObjectStoreTest(@TempDir Path directory) {
        this.directory = directory;
        this.root = directory.resolve("root");
    }

    @Override
    protected ObjectStore openStore() {
        return LocalObjectStore.open(root, system.environment());
    }

    @AfterEach
    void stopThreads() {
        system.close();
    }

    @Test
    void anObjectIsAFileWithItsBytesAlone() throws IOException {
        store().putIfAbsent("tables/t/a.json", CONTENT);

        assertThat(root.resolve("tables/t/a.json")).hasBinaryContent(CONTENT);
        store().compareAndSwap("tables/t/a.json", Version.of(CONTENT), new byte[] {1, 2});
        assertThat(root.resolve("tables/t/a.json")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void aStoreOpenedAgainHasEverything() {
        store().putIfAbsent("a/b", CONTENT);
        store().close();

        try (ObjectStore again = openStore()) {
            assertThat(again.get("a/b")).isPresent();
            assertThat(again.root()).isEqualTo(store().root());
        }
    }

    @Test
    void nothingTemporaryIsLeftByAnyOutcome() throws IOException {
        store().putIfAbsent("a", CONTENT);
        store().putIfAbsent("a", CONTENT);
        store().compareAndSwap("a", Version.of(CONTENT), "new".getBytes(US_ASCII));
        store().compareAndSwap("a", Version.of(CONTENT), "newer".getBytes(US_ASCII));
        try (ObjectWriter finished = store().create("a");
                ObjectWriter dropped = store().create("b")) {
            finished.write(ByteBuffer.wrap(CONTENT));
            assertThat(finished.finish()).isEqualTo(PutOutcome.EXISTS);
            dropped.write(ByteBuffer.wrap(CONTENT));
        }

        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void leftOversOfDeadProcessesAreRemovedWhenTheyAreOld() throws IOException {
        Path fresh = Files.write(root.resolve(".sleeper/temporary/fresh-1"), CONTENT);
        Path old = Files.write(root.resolve(".sleeper/temporary/old-1"), CONTENT);
        Files.setLastModifiedTime(
                old, FileTime.from(system.environment().clock().now().minus(Duration.ofDays(2))));

        openStore().close();

        assertThat(temporaryFiles()).containsExactly(fresh);
    }

    @Test
    void aWriterWhoseTemporaryFileWasRemovedSaysSoAndLeavesNothing() throws IOException {
        try (ObjectWriter writer = store().create("t/a")) {
            writer.write(ByteBuffer.wrap(CONTENT));
            Files.delete(temporaryFiles().getFirst());

            assertThatThrownBy(writer::finish)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("t/a");
        }
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    void directoriesGoWithTheirLastObjectAndComeAgain() {
        store().putIfAbsent("tables/t/p/a", CONTENT);
        store().putIfAbsent("tables/u/b", CONTENT);

        store().delete("tables/t/p/a");

        assertThat(root.resolve("tables/t")).doesNotExist();
        assertThat(root.resolve("tables/u/b")).exists();
        assertThat(store().putIfAbsent("tables/t/p/a", CONTENT)).isEqualTo(PutOutcome.CREATED);
        assertThat(store().get("tables/t/p/a")).isPresent();
    }

    @Test
    void writersAndDeletersOfOneDirectoryDoNotHinderEachOther() throws Exception {
        List<Integer> created = race(thread -> {
            int count = 0;
            for (int i = 0; i < 50; i++) {
                String path = "x/y/" + thread % 3 + "/" + thread + "-" + i;
                if (store().putIfAbsent(path, CONTENT) == PutOutcome.CREATED
                        && store().get(path).isPresent()) {
                    count++;
                }
                store().delete(path);
            }
            return count;
        });

        assertThat(created).containsOnly(50);
        assertThat(root.resolve("x")).doesNotExist();
    }

    @Test
    void aDirectoryMadeAnewByAnotherProcessIsNotTakenForTheOldOne() {
        store().putIfAbsent("t/p/a", CONTENT);
        try (ObjectStore other = openStore()) {
            other.delete("t/p/a");

            assertThat(store().putIfAbsent("t/p/b", CONTENT)).isEqualTo(PutOutcome.CREATED);
            assertThat(other.get("t/p/b")).isPresent();
        }
    }

    @Test
    void aLinkInPlaceOfADirectoryThatWasReadIsNotFollowed() throws IOException {
        store().putIfAbsent("d/a", CONTENT);
        assertThat(store().get("d/a")).isPresent();
        Path outside = Files.move(root.resolve("d"), directory.resolve("outside"));
        Files.createSymbolicLink(root.resolve("d"), outside);

        assertRefused(() -> store().get("d/a"));
        assertRefused(() -> store().get("d/new"));
        assertRefused(() -> store().delete("d/a"));
    }

    @Test
    void noOperationFollowsASymbolicLinkBelowTheRoot() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.write(outside.resolve("secret"), CONTENT);
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("nothing"));

        for (String path : List.of("link/secret", "link/new", "file", "dangling")) {
            assertRefused(() -> store().get(path));
            assertRefused(() -> store().open(path));
            assertRefused(() -> store().putIfAbsent(path, CONTENT));
            assertRefused(() -> store().compareAndSwap(path, Version.of(CONTENT), CONTENT));
            assertRefused(() -> store().delete(path));
        }
        try (ObjectWriter writer = store().create("link/new")) {
            writer.write(ByteBuffer.wrap(CONTENT));
            assertRefused(writer::finish);
        }
        assertRefused(() -> store().putIfAbsent("link/sub/new", CONTENT));
        assertThat(store().get("link/sub/new")).isEmpty();
        assertRefused(() -> store().list("link/", "", 10));
        assertThat(store().list("", "", 10)).isEmpty();
        assertThat(outside).isDirectoryNotContaining(file -> !file.endsWith("secret"));
        assertThat(outside.resolve("secret")).hasBinaryContent(CONTENT);
    }

    private static void assertRefused(ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("symbolic link");
    }

    @Test
    void aRootReachedByASymbolicLinkIsTheDirectoryBehindIt() throws IOException {
        store().putIfAbsent("a", CONTENT);
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);

        try (ObjectStore same = LocalObjectStore.open(link, system.environment())) {
            assertThat(same.get("a")).isPresent();
            assertThat(same.root()).isEqualTo(store().root());
        }
    }

    @Test
    void foreignFilesThatNoPathCanNameAreNotListed() throws IOException {
        store().putIfAbsent("t/a", CONTENT);
        Files.write(root.resolve("t/.a.crc"), CONTENT);
        Files.write(root.resolve("t/with space"), CONTENT);
        Files.createDirectories(root.resolve(".hidden/sub"));

        assertThat(store().list("", "", 10)).extracting(ObjectSummary::path).containsExactly("t/a");
    }

    @Test
    void aReaderGoesOnAfterADelete() {
        store().putIfAbsent("a", CONTENT);
        try (ObjectReader reader = store().open("a")) {
            store().delete("a");

            assertThat(reader.read(0, 7)).isEqualTo(ByteBuffer.wrap(CONTENT));
        }
    }

    @Test
    void aFileThatIsShorterThanWhenItWasOpenedIsAnError() throws IOException {
        store().putIfAbsent("t/a", CONTENT);
        try (ObjectReader reader = store().open("t/a")) {
            Files.write(root.resolve("t/a"), new byte[3]);

            assertThatThrownBy(() -> reader.read(0, 7))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("shorter");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRootWhereNothingCanBeStoredIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalObjectStore.open(Path.of("/proc/sleeper"), system.environment()))
                .withMessage("/proc/sleeper cannot be made: nothing can be stored in /proc; choose another root");
    }

    @Test
    void aRootThatIsAFileIsRefused() throws IOException {
        Path file = Files.write(directory.resolve("file"), CONTENT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalObjectStore.open(file, system.environment()))
                .withMessageContaining("is a file, not a directory");
    }

    @Test
    void networkFileSystemsAreRefused() {
        FileSystemCheck.requireLocal(root, "ext4");
        for (String type : List.of("nfs", "nfs4", "NFS", "cifs", "smbfs", "fuse.sshfs")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FileSystemCheck.requireLocal(root, type))
                    .withMessageContaining("network file system (" + type + ")");
        }
    }

    @Test
    void twoStoresOfOneProcessSwapAsOne() throws Exception {
        store().putIfAbsent("counter", "0".getBytes(US_ASCII));
        try (ObjectStore other = openStore()) {
            List<Integer> swapped = race(thread -> {
                ObjectStore mine = thread % 2 == 0 ? store() : other;
                int count = 0;
                for (int i = 0; i < 20; i++) {
                    String current =
                            new String(mine.get("counter").orElseThrow().content(), US_ASCII);
                    byte[] next =
                            Integer.toString(Integer.parseInt(current) + 1).getBytes(US_ASCII);
                    Version from = Version.of(current.getBytes(US_ASCII));
                    count += mine.compareAndSwap("counter", from, next) == SwapOutcome.SWAPPED ? 1 : 0;
                }
                return count;
            });

            int sum = swapped.stream().mapToInt(Integer::intValue).sum();
            assertThat(content("counter")).isEqualTo(Integer.toString(sum).getBytes(US_ASCII));
        }
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".sleeper/temporary"))) {
            return files.toList();
        }
    }
}
