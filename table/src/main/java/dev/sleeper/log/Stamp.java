package dev.sleeper.log;

/// What marks the entry of one commit.
///
/// @param commitId   random, so that a writer whose answer was lost recognizes its own entry
/// @param timeMillis the writer's wall clock; informs people, decides nothing
public record Stamp(String commitId, long timeMillis) {}
