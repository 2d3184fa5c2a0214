package dev.sleeper.table.checkpoint;

import dev.sleeper.row.Validity;
import java.util.Arrays;

/// Which rows of a column being built have a value. Not thread-safe.
final class Presence {
    private long[] words = new long[Validity.wordCount(64)];
    private int size;

    int size() {
        return size;
    }

    void add(boolean present) {
        int word = size >>> 6;
        if (word == words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        if (present) {
            words[word] |= 1L << size;
        }
        size++;
    }

    Validity toValidity() {
        return Validity.of(words, size);
    }
}
