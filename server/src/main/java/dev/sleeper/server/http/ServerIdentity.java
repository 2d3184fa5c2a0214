package dev.sleeper.server.http;

import java.net.URI;
import java.time.Instant;

/// Who answers: told by `GET /v1/instance`, so that a client can see whether this is the server that it wants.
///
/// @param root    the instance's root
/// @param version the release of the program
/// @param build   marks this build of it
/// @param pid     the process
/// @param started when the process began to serve
public record ServerIdentity(URI root, String version, String build, long pid, Instant started) {}
