/// The HTTP API from the other side, as the command line uses it.
@NullMarked
package dev.sleeper.server.client;

import org.jspecify.annotations.NullMarked;
