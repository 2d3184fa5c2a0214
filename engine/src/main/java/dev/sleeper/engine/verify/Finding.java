package dev.sleeper.engine.verify;

/// Something that is wrong with a table.
///
/// @param path    the object in the store that it is about
/// @param problem what is wrong with it
public record Finding(String path, String problem) {}
