package dev.sleeper.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses which name was meant by one that does not exist.
public final class Spelling {
    private Spelling() {}

    /// The known name with the fewest letters to change, if they are few for its length. Capitals are no change.
    public static Optional<String> nearest(String given, Collection<String> known) {
        return known.stream()
                .filter(name ->
                        changes(given, name) <= Math.min(name.length() - 1, Math.max(1, (name.length() + 1) / 3)))
                .min(Comparator.comparingInt(name -> changes(given, name)));
    }

    private static int changes(String given, String name) {
        return distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /// How many letters must be put in, left out or replaced to come from one to the other.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
