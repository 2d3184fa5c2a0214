package dev.sleeper.engine.upkeep;

/// How far a long piece of work has come.
///
/// @param done  rows dealt with so far
/// @param total rows to be dealt with, as far as is known; it may grow
public record Progress(long done, long total) {}
