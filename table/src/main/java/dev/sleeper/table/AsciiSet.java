package dev.sleeper.table;

import java.util.Arrays;

/// A set of ASCII characters, to check names by. Immutable and thread-safe.
final class AsciiSet {
    private static final int SIZE = 128;

    private final boolean[] members = new boolean[SIZE];

    private AsciiSet() {}

    /// The digits, the lower-case letters up to `lastLetter`, and some more.
    static AsciiSet digitsAndLetters(char lastLetter, String more) {
        AsciiSet set = new AsciiSet();
        Arrays.fill(set.members, '0', '9' + 1, true);
        Arrays.fill(set.members, 'a', lastLetter + 1, true);
        more.chars().forEach(c -> set.members[c] = true);
        return set;
    }

    /// Whether all characters from `from` to before `to` are in the set. They are looked up in a table, since a
    /// branch on random characters is foreseen wrongly half of the time.
    boolean holdsAll(String text, int from, int to) {
        boolean all = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            all &= c < SIZE && members[c];
        }
        return all;
    }
}
