package dev.sleeper.objectstore.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.VersionedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A process of its own that works on a local store, for tests of several processes and of their death. It does one
/// thing, says on its output what was answered, and ends.
final class StoreProcess {
    static final int THREADS = 8;
    static final int NAMES = 2_000;
    static final int INCREMENTS = 25;
    static final String COUNTER = "counter";

    private static final int LONGEST_CONTENT = 200_000;

    private final ObjectStore store;
    private final String id;

    private StoreProcess(ObjectStore store, String id) {
        this.store = store;
        this.id = id;
    }

    /// Starts one in a JVM of its own.
    ///
    /// @param prefix what to run the JVM by, if anything
    static Process start(List<String> prefix, String task, Path root, String id) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                task,
                root.toString(),
                id));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = LocalObjectStore.open(Path.of(arguments[1]), system.environment())) {
            StoreProcess process = new StoreProcess(store, arguments[2]);
            switch (arguments[0]) {
                case "race" -> process.race();
                case "write" -> process.writeForEver();
                case "fill" -> process.fillTheDisk();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private void inThreads(Work work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    work.run(thread);
                    return thread;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }

    /// Claims names and counts up, against whoever else does; says what it won.
    private void race() throws Exception {
        say("ready");
        if (System.in.read() < 0) {
            throw new IllegalStateException("nobody said go");
        }
        inThreads(thread -> {
            for (int name = 0; name < NAMES; name++) {
                String me = id + "-" + thread;
                if (store.putIfAbsent("race/" + name, me.getBytes(US_ASCII)) == PutOutcome.CREATED) {
                    say("won " + name + " " + me);
                }
            }
            for (int i = 0; i < INCREMENTS; i++) {
                say("counted " + increment());
            }
        });
    }

    private int increment() {
        while (true) {
            VersionedObject current = store.get(COUNTER).orElseThrow();
            int next = Integer.parseInt(new String(current.content(), US_ASCII)) + 1;
            byte[] content = Integer.toString(next).getBytes(US_ASCII);
            if (store.compareAndSwap(COUNTER, current.version(), content) == SwapOutcome.SWAPPED) {
                return next;
            }
        }
    }

    /// Writes objects and counts up until it is killed; says what was answered.
    private void writeForEver() throws Exception {
        inThreads(thread -> {
            for (int i = 0; ; i++) {
                String path = "written/" + id + "/" + thread % 4 + "/" + thread + "-" + i;
                if (write(path, i % 2 == 0) == PutOutcome.CREATED) {
                    say("wrote " + path);
                }
                if (thread == 0) {
                    say("counted " + increment());
                }
            }
        });
    }

    private PutOutcome write(String path, boolean streamed) {
        byte[] content = contentOf(path);
        if (!streamed) {
            return store.putIfAbsent(path, content);
        }
        try (ObjectWriter writer = store.create(path)) {
            int half = content.length / 2;
            writer.write(ByteBuffer.wrap(content, 0, half));
            writer.write(ByteBuffer.wrap(content, half, content.length - half));
            return writer.finish();
        }
    }

    /// What stands in the object of a path, so that anybody can tell whether it is whole.
    static byte[] contentOf(String path) {
        Random random = new Random(path.hashCode());
        byte[] content = new byte[random.nextInt(LONGEST_CONTENT)];
        random.nextBytes(content);
        return content;
    }

    /// Writes until the disk is full, then makes room; says how each went.
    private void fillTheDisk() {
        int written = 0;
        try {
            while (true) {
                write("fill/" + written, written % 2 == 0);
                written++;
            }
        } catch (StoreUnavailableException e) {
            say("failed " + e.getMessage());
        }
        List<ObjectSummary> listed = store.list("", "", Integer.MAX_VALUE);
        say("visible " + (listed.size() - written));
        for (ObjectSummary object : listed) {
            store.delete(object.path());
        }
        say("again " + write("fill/again", true));
    }
}
