/// What a process is given from outside: time, randomness and threads. Everything below the wiring takes them from
/// here, so that a seeded simulator can run the real code.
///
/// Reading order: `Environment`, `Timekeeper`, `SystemEnvironment`.
@NullMarked
package dev.sleeper.environment;

import org.jspecify.annotations.NullMarked;
