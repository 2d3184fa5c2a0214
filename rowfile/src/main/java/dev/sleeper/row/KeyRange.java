package dev.sleeper.row;

import org.jspecify.annotations.Nullable;

/// The keys from `min` to before `max`, in the lexicographic order of whole row keys. Immutable and thread-safe.
///
/// @param min the least key of the range; [Key#EMPTY] for no bound
/// @param max the least key above the range; null for no bound
public record KeyRange(Key min, @Nullable Key max) {
    /// Every key.
    public static final KeyRange ALL = new KeyRange(Key.EMPTY, null);

    public KeyRange {
        if (max != null && min.compareTo(max) >= 0) {
            throw new IllegalArgumentException("A key range's minimum " + min + " is not below its maximum " + max);
        }
    }

    public boolean contains(Key key) {
        return min.compareTo(key) <= 0 && (max == null || key.compareTo(max) < 0);
    }

    /// True when every key of the other range is in this one.
    public boolean contains(KeyRange other) {
        return min.compareTo(other.min) <= 0 && (max == null || (other.max != null && other.max.compareTo(max) <= 0));
    }

    /// True when some key is in both ranges.
    public boolean overlaps(KeyRange other) {
        return (other.max == null || min.compareTo(other.max) < 0) && (max == null || other.min.compareTo(max) < 0);
    }
}
