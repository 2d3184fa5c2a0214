/// Splitting leaves that have too many rows.
@NullMarked
package dev.sleeper.engine.split;

import org.jspecify.annotations.NullMarked;
