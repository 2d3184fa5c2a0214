/// Where an instance's root is, as users write it, and which store is there.
@NullMarked
package dev.sleeper.objectstore.location;

import org.jspecify.annotations.NullMarked;
