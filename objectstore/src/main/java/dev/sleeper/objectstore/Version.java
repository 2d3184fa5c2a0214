package dev.sleeper.objectstore;

/// An opaque mark of one content of an object (an ETag). It never comes back once the object has changed.
public record Version(String tag) {}
