package dev.sleeper.objectstore;

import dev.sleeper.environment.Environment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;

/// Tries whether a store keeps the promises that are easily broken: one winner for each name and no lost swap while
/// writers race, exact ranges, complete lists. Some stores take conditional writes and let two writers win, which shows
/// only in a race; Sleeper would lose rows there.
///
/// Works on objects of its own under `probe/` and removes them. Not thread-safe; used once.
public final class StoreProbe {
    /// Times that a store may answer one request with a conflict before that counts as not working.
    private static final int MAX_CONFLICTS = 1_000;

    private static final int RANGED_BYTES = 100_003;
    private static final int RANGES = 32;
    private static final int PAGE = 100;

    private final ObjectStore store;
    private final Environment environment;
    private final int writers;
    private final int names;
    private final String folder;
    private final List<String> violations = new ArrayList<>();

    /// @param writers how many race for each name
    /// @param names   how many names they race for
    public StoreProbe(ObjectStore store, Environment environment, int writers, int names) {
        this.store = store;
        this.environment = environment;
        this.writers = writers;
        this.names = names;
        this.folder = "probe/" + environment.randomId() + "/";
    }

    /// One that is over in a fifth of a second on a local disk; for each new instance.
    public static StoreProbe quick(ObjectStore store, Environment environment) {
        return new StoreProbe(store, environment, 8, 4);
    }

    /// One that finds stores whose races are seldom lost.
    public static StoreProbe thorough(ObjectStore store, Environment environment) {
        return new StoreProbe(store, environment, 64, 200);
    }

    /// What was found.
    ///
    /// @param violations a sentence for each promise that was broken; empty when the store will do
    public record Findings(List<String> violations) {
        public Findings {
            violations = List.copyOf(violations);
        }

        /// Whether the store will do.
        public boolean passed() {
            return violations.isEmpty();
        }
    }

    /// Runs every check.
    ///
    /// @throws StoreUnavailableException when the store does not answer, so that nothing was found
    /// @throws InterruptedException      when interrupted while the writers race
    public Findings run() throws InterruptedException {
        try {
            checkImmutability();
            checkRacingPuts();
            checkRacingSwaps();
            checkRanges();
            checkLists();
            return new Findings(violations);
        } finally {
            cleanUp();
        }
    }

    private void checkImmutability() {
        String path = folder + "immutable";
        putUntilDecided(path, bytes("first"));
        expect(!putUntilDecided(path, bytes("second")), "An object was put in the place of one that was there");
        Optional<VersionedObject> first = store.get(path);
        expect(first.isPresent(), "An object was not there after it had been put");
        if (first.isEmpty()) {
            return;
        }
        expect(hasContent(path, bytes("first")), "An object changed when another was put in its place");
        Version old = first.get().version();
        expect(swapUntilDecided(path, old, bytes("third")), "A swap from the current version was refused");
        expect(!swapUntilDecided(path, old, bytes("fourth")), "A swap from an old version was carried out");
        expect(hasContent(path, bytes("third")), "An object's content is not what was swapped in");
        store.delete(path);
        expect(store.get(path).isEmpty(), "An object was still there after it had been deleted");
        expect(!swapUntilDecided(path, old, bytes("fifth")), "A swap of an object that is not there was carried out");
    }

    private void checkRacingPuts() throws InterruptedException {
        Phaser start = new Phaser(writers);
        List<List<Boolean>> won = race(writer -> {
            List<Boolean> wins = new ArrayList<>();
            try {
                for (int name = 0; name < names; name++) {
                    start.arriveAndAwaitAdvance();
                    wins.add(putUntilDecided(racedName(name), bytes("writer " + writer)));
                }
                return wins;
            } finally {
                // Whoever fails must not keep the others waiting.
                start.arriveAndDeregister();
            }
        });
        for (int name = 0; name < names; name++) {
            int current = name;
            List<Integer> winners = IntStream.range(0, writers)
                    .filter(writer -> won.get(writer).get(current))
                    .boxed()
                    .toList();
            expect(
                    winners.size() == 1,
                    "Of " + writers + " writers that put one object, " + winners.size()
                            + " were told that theirs is there");
            expect(
                    winners.stream().allMatch(winner -> hasContent(racedName(current), bytes("writer " + winner))),
                    "The object that writers raced for is not the winner's");
        }
    }

    private String racedName(int name) {
        return folder + "raced/" + name;
    }

    private void checkRacingSwaps() throws InterruptedException {
        String path = folder + "counter";
        int increments = Math.max(1, names / writers);
        putUntilDecided(path, bytes("0"));
        race(writer -> {
            for (int i = 0; i < increments; i++) {
                increment(path);
            }
            return writer;
        });
        expect(
                hasContent(path, bytes(Integer.toString(writers * increments))),
                "Writers that swapped one object lost updates of each other");
    }

    private void increment(String path) {
        boolean swapped = false;
        while (!swapped) {
            VersionedObject current = store.get(path).orElseThrow(() -> unavailable("lost " + path));
            int count = Integer.parseInt(new String(current.content(), StandardCharsets.US_ASCII));
            swapped = swapUntilDecided(path, current.version(), bytes(Integer.toString(count + 1)));
        }
    }

    private void checkRanges() {
        String path = folder + "ranges";
        byte[] content = new byte[RANGED_BYTES];
        environment.random().nextBytes(content);
        streamUntilDecided(path, content);
        try (ObjectReader reader = store.open(path)) {
            expect(reader.sizeBytes() == content.length, "A streamed object has another length than was written");
            for (int i = 0; i < RANGES; i++) {
                int offset = environment.random().nextInt(content.length);
                int length = environment.random().nextInt(content.length - offset);
                expect(
                        reader.read(offset, length).equals(ByteBuffer.wrap(content, offset, length)),
                        "A range of a streamed object has other bytes than were written");
            }
        } catch (MissingObjectException e) {
            violations.add("A streamed object was not there after it had been written");
        }
    }

    private void checkLists() {
        List<String> expected =
                IntStream.range(0, names).mapToObj(this::racedName).sorted().toList();
        expect(listed(folder + "raced/").equals(expected), "A list did not show just the objects there, in order");
        store.delete(expected.getFirst());
        expect(
                listed(folder + "raced/").equals(expected.subList(1, expected.size())),
                "A list did not show just the objects there after a delete");
    }

    private List<String> listed(String prefix) {
        List<String> paths = new ArrayList<>();
        List<ObjectSummary> page = store.list(prefix, "", PAGE);
        while (!page.isEmpty() && paths.size() <= names) {
            page.forEach(object -> paths.add(object.path()));
            page = store.list(prefix, page.getLast().path(), PAGE);
        }
        return paths;
    }

    private void cleanUp() {
        List<ObjectSummary> page = store.list(folder, "", PAGE);
        while (!page.isEmpty()) {
            page.forEach(object -> store.delete(object.path()));
            page = store.list(folder, page.getLast().path(), PAGE);
        }
    }

    private interface Racer<T> {
        T run(int writer);
    }

    private <T> List<T> race(Racer<T> racer) throws InterruptedException {
        List<Callable<T>> tasks = IntStream.range(0, writers)
                .<Callable<T>>mapToObj(writer -> () -> racer.run(writer))
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> result : environment.blocking().invokeAll(tasks)) {
            try {
                results.add(result.get());
            } catch (ExecutionException e) {
                throw new StoreUnavailableException("The store failed while writers raced: " + e.getCause(), e);
            }
        }
        return results;
    }

    private void streamUntilDecided(String path, byte[] content) {
        PutOutcome outcome = PutOutcome.CONFLICT;
        for (int attempt = 0; attempt < MAX_CONFLICTS && outcome == PutOutcome.CONFLICT; attempt++) {
            try (ObjectWriter writer = store.create(path)) {
                writer.write(ByteBuffer.wrap(content));
                outcome = writer.finish();
            }
        }
        if (outcome == PutOutcome.CONFLICT || outcome == PutOutcome.UNCLEAR) {
            throw unavailable("decided nothing about " + path);
        }
    }

    /// Whether the object is this caller's. One that exists may be, by a request that arrived twice.
    private boolean putUntilDecided(String path, byte[] content) {
        for (int attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
            switch (store.putIfAbsent(path, content)) {
                case CREATED -> {
                    return true;
                }
                case EXISTS, UNCLEAR -> {
                    if (store.get(path).isPresent()) {
                        return hasContent(path, content);
                    }
                }
                case CONFLICT -> {}
            }
        }
        throw unavailable("decided nothing about " + path + " in " + MAX_CONFLICTS + " attempts");
    }

    /// Whether the swap was carried out.
    private boolean swapUntilDecided(String path, Version expected, byte[] content) {
        for (int attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
            switch (store.compareAndSwap(path, expected, content)) {
                case SWAPPED -> {
                    return true;
                }
                case STALE -> {
                    return false;
                }
                case UNCLEAR -> throw unavailable("left unclear what became of " + path);
                case CONFLICT -> {}
            }
        }
        throw unavailable("decided nothing about " + path + " in " + MAX_CONFLICTS + " attempts");
    }

    private boolean hasContent(String path, byte[] content) {
        return store.get(path)
                .map(object -> ByteBuffer.wrap(object.content()).equals(ByteBuffer.wrap(content)))
                .orElse(false);
    }

    private void expect(boolean kept, String violation) {
        if (!kept && !violations.contains(violation)) {
            violations.add(violation);
        }
    }

    private static StoreUnavailableException unavailable(String what) {
        return new StoreUnavailableException("The store " + what + "; probe it again", null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
