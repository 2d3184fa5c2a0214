package dev.sleeper.rowfile.page;

/// Arrays that decoding one page after another uses again.
///
/// Not thread-safe.
public final class PageScratch {
    private int[] first = new int[0];
    private int[] second = new int[0];

    /// An array of at least this many places, with anything in them.
    public int[] first(int count) {
        if (first.length < count) {
            first = new int[count];
        }
        return first;
    }

    /// Another such array.
    int[] second(int count) {
        if (second.length < count) {
            second = new int[count];
        }
        return second;
    }
}
