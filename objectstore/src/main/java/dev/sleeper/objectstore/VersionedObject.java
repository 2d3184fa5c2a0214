package dev.sleeper.objectstore;

/// A small object's content, and the version to swap it from. The content belongs to the caller.
public final class VersionedObject {
    private final byte[] content;
    private final Version version;

    public VersionedObject(byte[] content, Version version) {
        this.content = content;
        this.version = version;
    }

    public byte[] content() {
        return content;
    }

    public Version version() {
        return version;
    }
}
