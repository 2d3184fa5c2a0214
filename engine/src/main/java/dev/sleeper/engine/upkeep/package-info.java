/// Upkeep: what servers do with tables by themselves, and how they share it.
///
/// Reading order: `Upkeep`, `DueTables`, `Leases`.
@NullMarked
package dev.sleeper.engine.upkeep;

import org.jspecify.annotations.NullMarked;
