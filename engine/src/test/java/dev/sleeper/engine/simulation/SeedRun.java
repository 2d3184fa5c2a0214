package dev.sleeper.engine.simulation;

import java.nio.file.Path;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Runs seeds, for whoever loads this class anew.
public final class SeedRun implements LongFunction<@Nullable Throwable> {
    private static final int OPERATIONS = 400;

    private final Path directory;

    /// @param directory for spilled rows
    public SeedRun(Path directory) {
        this.directory = directory;
    }

    /// What the run of a seed ended in; null when all was right.
    @Override
    public @Nullable Throwable apply(long seed) {
        try {
            new World(seed, OPERATIONS, directory, new FaultTally()).run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}
