package dev.sleeper.objectstore.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What several processes make of one directory, and what is left of it when they are killed.
class LocalObjectStoreIT {
    private static final int KILLS = 10;
    private static final int ANSWERS_BEFORE_KILL = 150;

    private final SystemEnvironment system = SystemEnvironment.open();
    private final List<Process> processes = new ArrayList<>();
    private final Path root;

    LocalObjectStoreIT(@TempDir Path root) {
        this.root = root;
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        system.close();
    }

    private Process start(String task, String id) throws IOException {
        Process process = StoreProcess.start(List.of(), task, root, id);
        processes.add(process);
        return process;
    }

    private ObjectStore openStore() {
        return LocalObjectStore.open(root, system.environment());
    }

    @Test
    void twoProcessesOfEightThreadsHaveOneWinnerForEachNameAndLoseNoUpdate() throws Exception {
        try (ObjectStore store = openStore()) {
            store.putIfAbsent(StoreProcess.COUNTER, "0".getBytes(US_ASCII));
            List<BufferedReader> outputs = new ArrayList<>();
            for (Process process : List.of(start("race", "first"), start("race", "second"))) {
                BufferedReader output = process.inputReader();
                assertThat(output.readLine()).isEqualTo("ready");
                outputs.add(output);
            }
            for (Process process : processes) {
                process.outputWriter().append('\n').flush();
            }

            List<String> answers = new ArrayList<>();
            for (BufferedReader output : outputs) {
                answers.addAll(output.lines().toList());
            }

            assertOneWinnerEach(store, answers);
            Set<String> counts = new HashSet<>(
                    answers.stream().filter(line -> line.startsWith("counted")).toList());
            int increments = 2 * StoreProcess.THREADS * StoreProcess.INCREMENTS;
            assertThat(counts).hasSize(increments);
            assertThat(content(store, StoreProcess.COUNTER))
                    .isEqualTo(Integer.toString(increments).getBytes(US_ASCII));
        }
    }

    private static void assertOneWinnerEach(ObjectStore store, List<String> answers) {
        Map<String, String> winners = new HashMap<>();
        for (String answer : answers) {
            String[] words = answer.split(" ", -1);
            if (words[0].equals("won")) {
                assertThat(winners.put(words[1], words[2]))
                        .as("another winner of " + words[1])
                        .isNull();
            }
        }
        assertThat(winners).hasSize(StoreProcess.NAMES);
        winners.forEach(
                (name, winner) -> assertThat(content(store, "race/" + name)).isEqualTo(winner.getBytes(US_ASCII)));
        assertThat(winners.values())
                .anyMatch(winner -> winner.startsWith("first"))
                .anyMatch(winner -> winner.startsWith("second"));
    }

    @Test
    void aKilledProcessLeavesAllThatItWasAnsweredAndNothingInPart() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        int lastCount = 0;
        try (ObjectStore store = openStore()) {
            store.putIfAbsent(StoreProcess.COUNTER, "0".getBytes(US_ASCII));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            for (String answer : answersUntilKilled(start("write", "life-" + kill))) {
                String[] words = answer.split(" ", -1);
                if (words[0].equals("wrote")) {
                    acknowledged.add(words[1]);
                } else {
                    lastCount = Math.max(lastCount, Integer.parseInt(words[1]));
                }
            }

            try (ObjectStore store = openStore()) {
                assertThat(wholeObjects(store)).containsAll(acknowledged);
                // One more may have been counted without an answer, and one answer may be the line that was cut.
                String count = new String(content(store, StoreProcess.COUNTER), US_ASCII);
                assertThat(Integer.parseInt(count)).isBetween(lastCount, lastCount + 2);
            }
        }
    }

    /// Every line that it could still say: what the pipe holds outlives the process.
    private static List<String> answersUntilKilled(Process process) throws Exception {
        List<String> answers = new ArrayList<>();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            answers.add(line);
            if (answers.size() == ANSWERS_BEFORE_KILL) {
                process.toHandle().destroyForcibly();
            }
        }
        // The kill may have cut the last line short.
        answers.removeLast();
        return answers;
    }

    /// The paths of all objects that writers wrote, each of which is found to be whole.
    private static Set<String> wholeObjects(ObjectStore store) {
        Set<String> whole = new HashSet<>();
        for (ObjectSummary object : store.list("written/", "", Integer.MAX_VALUE)) {
            byte[] expected = StoreProcess.contentOf(object.path());
            try (ObjectReader reader = store.open(object.path())) {
                assertThat(reader.sizeBytes()).isEqualTo(expected.length);
                assertThat(reader.read(0, expected.length).array()).isEqualTo(expected);
            }
            whole.add(object.path());
        }
        return whole;
    }

    @Test
    void aFullDiskIsSaidToBeFullAndLeavesNothingInPart() throws Exception {
        // A small file system of its own, in a name space where this user may mount one.
        List<String> mounted = List.of(
                "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=5m tmpfs " + root + " && exec \"$@\"", "sh");
        assumeTrue(canMount(), "mounting needs a Linux that lets users do so");
        Process process = StoreProcess.start(mounted, "fill", root.resolve("store"), "full");
        processes.add(process);

        List<String> answers = process.inputReader().lines().toList();

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).contains("the disk is full").contains("object fill/");
        assertThat(answers.get(1)).isEqualTo("visible 0");
        assertThat(answers.get(2)).isEqualTo("again CREATED");
    }

    private boolean canMount() throws InterruptedException {
        try {
            return new ProcessBuilder(
                                    "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", root.toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] content(ObjectStore store, String path) {
        return store.get(path).orElseThrow().content();
    }
}
