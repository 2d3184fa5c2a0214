package dev.sleeper.objectstore;

/// The one rule for the names of objects: one or more segments of `[A-Za-z0-9._=-]`, joined by `/`.
///
/// A segment does not begin with a dot and has 255 characters at most, so that every legal path names a file in a
/// directory too, and none names `.`, `..` or what a store keeps for itself. Legal paths are ASCII: the order of their
/// characters is the order of their bytes.
public final class ObjectPath {
    /// The longest path, in characters; what S3 allows in bytes.
    public static final int MAX_LENGTH = 1_024;

    /// The longest segment, in characters; what the usual file systems allow in bytes.
    public static final int MAX_SEGMENT_LENGTH = 255;

    private ObjectPath() {}

    /// Answers the path when it is legal.
    ///
    /// @throws IllegalArgumentException when it is not
    public static String requireLegal(String path) {
        if (!isLegal(path)) {
            throw new IllegalArgumentException("Not an object's path: " + quoted(path)
                    + "; a path is segments of letters, digits and ._=- joined by"
                    + " '/', none of them empty, longer than " + MAX_SEGMENT_LENGTH
                    + " characters or starting with '.', " + MAX_LENGTH + " characters in all");
        }
        return path;
    }

    /// Answers the prefix when some legal path could start with it; the empty prefix is legal.
    ///
    /// @throws IllegalArgumentException when none could
    public static String requireLegalPrefix(String prefix) {
        // What stands behind the last slash may be the start of a segment, or nothing yet.
        if (!prefix.isEmpty() && !isLegal(prefix.endsWith("/") ? prefix + "a" : prefix)) {
            throw new IllegalArgumentException("No object's path starts with " + quoted(prefix));
        }
        return prefix;
    }

    /// Sorts after every path in a folder, and before all others that do: to list on from there.
    ///
    /// @param folder without the slash at its end
    public static String afterFolder(String folder) {
        // The character after the slash.
        return folder + '0';
    }

    /// Whether an object can have this path.
    public static boolean isLegal(String path) {
        if (path.length() > MAX_LENGTH) {
            return false;
        }
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            if (!isLegalSegment(path, from, slash)) {
                return false;
            }
            from = slash + 1;
        }
        return isLegalSegment(path, from, path.length());
    }

    /// Whether this can stand between two slashes of a path.
    public static boolean isLegalSegment(String segment) {
        return isLegalSegment(segment, 0, segment.length());
    }

    /// Each access to an object asks this, so it makes no new strings.
    private static boolean isLegalSegment(String path, int from, int to) {
        if (from == to || to - from > MAX_SEGMENT_LENGTH || path.charAt(from) == '.') {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!isLegalCharacter(path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegalCharacter(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "._=-".indexOf(character) >= 0;
    }

    /// The text with everything but printable ASCII shown as `?`, and cut: it may come from anywhere, and goes into
    /// logs.
    private static String quoted(String text) {
        String shown = text.length() <= 100 ? text : text.substring(0, 100) + "…";
        return "'" + shown.replaceAll("[^ -~…]", "?") + "'";
    }
}
