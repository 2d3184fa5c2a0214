package dev.sleeper.table;

import java.util.HexFormat;

/// The name of a data file: the time at which it was minted as 12 hexadecimal digits of milliseconds since 1970,
/// a dash, and a random suffix. So ids sort by time as text, and two servers never mint the same one.
///
/// The time is not a clock reading but [TableState#nextFileTimeMillis], which never lies below what the table has
/// seen.
///
/// @param text `[0-9a-f]{12}-[a-z0-9]{1,64}`
public record FileId(String text) implements Comparable<FileId> {
    private static final int TIME_DIGITS = 12;
    private static final int MAX_SUFFIX = 64;
    private static final long MAX_TIME_MILLIS = (1L << 48) - 1;
    private static final AsciiSet TIME = AsciiSet.digitsAndLetters('f', "");
    private static final AsciiSet SUFFIX = AsciiSet.digitsAndLetters('z', "");

    /// @throws IllegalArgumentException when the text is no file id
    public FileId {
        if (!isFileId(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a data file id");
        }
    }

    /// The id of a file minted at this time.
    ///
    /// @param suffix random characters of `[a-z0-9]`
    public static FileId of(long timeMillis, String suffix) {
        if (timeMillis < 0 || timeMillis > MAX_TIME_MILLIS) {
            throw new IllegalArgumentException("A file id cannot hold the time " + timeMillis);
        }
        return new FileId(HexFormat.of().toHexDigits(timeMillis, TIME_DIGITS) + "-" + suffix);
    }

    /// The time part of the id.
    public long timeMillis() {
        return HexFormat.fromHexDigitsToLong(text, 0, TIME_DIGITS);
    }

    @Override
    public int compareTo(FileId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isFileId(String text) {
        return text.length() >= TIME_DIGITS + 2
                && text.length() <= TIME_DIGITS + 1 + MAX_SUFFIX
                && text.charAt(TIME_DIGITS) == '-'
                && TIME.holdsAll(text, 0, TIME_DIGITS)
                && SUFFIX.holdsAll(text, TIME_DIGITS + 1, text.length());
    }
}
