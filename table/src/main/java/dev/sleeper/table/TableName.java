package dev.sleeper.table;

/// The rule for names of tables: `[a-z0-9_][a-z0-9_.-]{0,127}`, so that a name is a path segment on every store
/// and file system.
public final class TableName {
    private static final int MAX_LENGTH = 128;

    private TableName() {}

    /// Gives the name back if a table may have it.
    ///
    /// @throws IllegalArgumentException saying which rule the name breaks
    public static String check(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A table name has 1 to " + MAX_LENGTH + " characters, but this one has " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean legal = letterOrDigit || c == '_' || (i > 0 && (c == '.' || c == '-'));
            if (!legal) {
                throw new IllegalArgumentException("Table name '" + name + "' has " + describe(c) + " at place "
                        + (i + 1)
                        + "; a name is lower-case letters, digits, '_', '.' and '-', and begins with a letter,"
                        + " a digit or '_'");
            }
        }
        return name;
    }

    private static String describe(char c) {
        if (c >= 'A' && c <= 'Z') {
            return "the upper-case letter '" + c + "'";
        }
        return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("the character U+%04X", (int) c);
    }
}
