package dev.sleeper.objectstore;

/// An object that was expected is not there. A reader of data files re-reads the table's state and plans again.
public final class MissingObjectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    public MissingObjectException(String path) {
        super("Object " + path + " is not in the store");
        this.path = path;
    }

    public String path() {
        return path;
    }
}
