/// What users may set, by name, and how it is stored.
@NullMarked
package dev.sleeper.engine.properties;

import org.jspecify.annotations.NullMarked;
