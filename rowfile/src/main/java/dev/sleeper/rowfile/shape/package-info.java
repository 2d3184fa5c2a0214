/// How fields of any type lie in the leaf columns of a Parquet file: its schema, and the levels that say for
/// each entry of a leaf where nulls are and where lists begin.
///
/// Reading order: `FileShape`, `Leaf`, then `Shredder` (columns to entries) and `Assembler` (entries to columns).
@NullMarked
package dev.sleeper.rowfile.shape;

import org.jspecify.annotations.NullMarked;
