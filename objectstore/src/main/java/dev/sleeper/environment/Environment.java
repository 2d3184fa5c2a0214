package dev.sleeper.environment;

import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/// The clock, the randomness and the threads that a piece of Sleeper runs with. Made once by the wiring of a process
/// (or by a simulator) and handed down; nothing below reads a clock, draws a random number or starts a thread of its
/// own.
///
/// Thread-safe when its parts are; `random` must be safe for concurrent use.
///
/// @param clock      wall and monotonic time, and waiting
/// @param random     randomness for ids and back-off
/// @param workers    runs work that computes; about as many threads as the machine has cores
/// @param blocking   runs work that mostly waits for the store; one thread a task, virtual where the process allows
/// @param background runs long work that computes, such as merging files; one thread a task, which the system has
///     take turns with all others. Virtual ones would let none run that waits for a processor
public record Environment(
        Timekeeper clock,
        RandomGenerator random,
        ExecutorService workers,
        ExecutorService blocking,
        ExecutorService background) {

    /// A new random id of 26 characters of `[a-z2-7]`: 128 random bits, so that two never meet.
    public String randomId() {
        return RandomIds.of(random.nextLong(), random.nextLong());
    }
}
