package dev.sleeper.rowfile.page;

/// The bytes of a page are not what this package writes. Whoever knows the file and the page turns it into an
/// error that names them.
public final class MalformedPageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedPageException(String message) {
        super(message);
    }
}
