package dev.sleeper.rowfile;

import org.jspecify.annotations.Nullable;

/// A row file is not as Sleeper wrote it: bytes were changed, cut off or exchanged, or the file is another
/// program's. Nothing that was read from it may be used; the file must be restored or its rows written again.
public final class CorruptFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    private CorruptFileException(String path, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /// The file.
    public String path() {
        return path;
    }

    /// For a file that is not there, though it should be.
    public static CorruptFileException missing(String path, Throwable cause) {
        return new CorruptFileException(path, "Row file " + path + " is not in the store", cause);
    }

    /// For damage to the end of the file, which says where everything is.
    static CorruptFileException inFooter(String path, String why) {
        return inFooter(path, why, null);
    }

    static CorruptFileException inFooter(String path, String why, @Nullable Throwable cause) {
        return new CorruptFileException(path, "Row file " + path + " has a damaged footer: " + why, cause);
    }

    /// For damage to a page, which is numbered through the whole file.
    static CorruptFileException inPage(String path, String column, int page, String why, @Nullable Throwable cause) {
        return new CorruptFileException(
                path, "Row file " + path + " is damaged in page " + page + " of column " + column + ": " + why, cause);
    }

    /// For damage to the key filter of a page.
    static CorruptFileException inFilter(String path, int page) {
        return new CorruptFileException(
                path,
                "Row file " + path + " is damaged in the key filter of page " + page + ": its checksum does not match",
                null);
    }

    /// For damage to the dictionary of the row group that begins with a page.
    static CorruptFileException inDictionary(
            String path, String column, int page, String why, @Nullable Throwable cause) {
        return new CorruptFileException(
                path,
                "Row file " + path + " is damaged in the dictionary, for page " + page + " and on, of column " + column
                        + ": " + why,
                cause);
    }
}
