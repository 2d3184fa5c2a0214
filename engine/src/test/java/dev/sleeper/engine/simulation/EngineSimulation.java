package dev.sleeper.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several servers do everything at once over a store that fails in every way, by seeds.
///
/// `-Dsleeper.simulation.seeds=10000` runs for long, `-Dsleeper.simulation.first=SEED` begins at a seed, and
/// `-Dsleeper.simulation.operations=100` makes each shorter. What happened is counted in `target/simulation.txt`.
class EngineSimulation {
    private static final long FIRST = Long.getLong("sleeper.simulation.first", 1);
    private static final int SEEDS = Integer.getInteger("sleeper.simulation.seeds", 18);
    private static final int OPERATIONS = Integer.getInteger("sleeper.simulation.operations", 400);

    @TempDir
    Path directory = Path.of("");

    @Test
    void everybodyIsToldTheTruthWhateverFails() throws IOException {
        FaultTally tally = new FaultTally();
        List<String> report = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            report.add("seed " + seed + ": " + run(seed, tally));
        }
        report.addAll(tally.report());
        Files.write(Path.of("target", "simulation.txt"), report);

        assertThat(tally.counts())
                .containsKeys("write committed", "write already written", "write unknown", "query answered")
                .containsKeys("a server is killed", "a clock is set", "time goes by")
                .containsKeys("boundary moved", "checkpoint written", "cutoffs moved at last");
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        for (long seed = FIRST; seed < FIRST + 5; seed++) {
            assertThat(run(seed, new FaultTally())).isEqualTo(run(seed, new FaultTally()));
        }
    }

    private String run(long seed, FaultTally tally) {
        try {
            return new World(seed, OPERATIONS, directory, tally).run();
        } catch (Throwable e) {
            throw new AssertionError(
                    "Seed " + seed + " fails; -Dsleeper.simulation.seeds=1 -Dsleeper.simulation.first=" + seed
                            + " -Dsleeper.simulation.operations=" + OPERATIONS,
                    e);
        }
    }
}
