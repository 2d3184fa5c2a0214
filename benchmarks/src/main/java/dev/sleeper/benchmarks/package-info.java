/// Programs that measure parts of Sleeper and print what they found. Each has a `main` and says in its doc what
/// it does.
@NullMarked
package dev.sleeper.benchmarks;

import org.jspecify.annotations.NullMarked;
