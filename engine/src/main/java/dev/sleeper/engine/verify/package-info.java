/// Reads all of a table, and says what is wrong with it.
@NullMarked
package dev.sleeper.engine.verify;

import org.jspecify.annotations.NullMarked;
