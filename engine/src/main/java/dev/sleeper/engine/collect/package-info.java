/// Clean-up of data files that no reader needs any more.
@NullMarked
package dev.sleeper.engine.collect;

import org.jspecify.annotations.NullMarked;
