package dev.sleeper.engine.scan;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A range of keys that is read in one go, and which of its rows are wanted: those that any of `wanted` names.
/// Immutable and thread-safe.
///
/// @param range  the keys
/// @param wanted one or more; rows are wanted that are in `range` too
public record KeyStretch(KeyRange range, List<Wanted> wanted) {
    public KeyStretch {
        wanted = List.copyOf(wanted);
    }

    /// Rows of a range of keys that fulfil some conditions.
    ///
    /// @param range      the keys
    /// @param conditions all of them must hold; none for all rows of the range
    public record Wanted(KeyRange range, List<FieldCondition> conditions) {
        public Wanted {
            conditions = List.copyOf(conditions);
        }

        boolean hasAllRows() {
            return conditions.isEmpty();
        }
    }

    /// All rows of a range.
    public static KeyStretch all(KeyRange range) {
        return new KeyStretch(range, List.of(new Wanted(range, List.of())));
    }

    /// The fewest stretches, ascending and without overlap, that have all wanted rows, each in one of them.
    public static List<KeyStretch> of(List<Wanted> wanted) {
        List<Wanted> ascending = new ArrayList<>(wanted);
        ascending.sort(Comparator.comparing(each -> each.range().min()));
        List<KeyStretch> stretches = new ArrayList<>();
        List<Wanted> together = new ArrayList<>();
        @Nullable KeyRange range = null;
        for (Wanted next : ascending) {
            if (range != null && range.overlaps(next.range())) {
                range = new KeyRange(
                        range.min(), higher(range.max(), next.range().max()));
            } else {
                if (range != null) {
                    stretches.add(new KeyStretch(range, together));
                }
                together.clear();
                range = next.range();
            }
            together.add(next);
        }
        if (range != null) {
            stretches.add(new KeyStretch(range, together));
        }
        return stretches;
    }

    /// All keys from the first stretch to the last.
    ///
    /// @param stretches ascending, one or more
    static KeyRange hull(List<KeyStretch> stretches) {
        return new KeyRange(
                stretches.getFirst().range().min(), stretches.getLast().range().max());
    }

    /// The values of the one row key that the stretch is about; empty when there may be more.
    Optional<List<Object>> onlyKey(KeyCodec codec) {
        Key max = range.max();
        if (max == null || !Objects.equals(max, range.min().afterPrefix())) {
            return Optional.empty();
        }
        try {
            List<Object> values = codec.decode(range.min());
            return values.size() == codec.fields().size() ? Optional.of(values) : Optional.empty();
        } catch (IllegalArgumentException bound) {
            // A bound between keys, which is none itself.
            return Optional.empty();
        }
    }

    /// The part of the stretch in another range, which it overlaps.
    KeyStretch within(KeyRange other) {
        if (other.contains(range)) {
            return this;
        }
        Key min = range.min().compareTo(other.min()) >= 0 ? range.min() : other.min();
        return new KeyStretch(new KeyRange(min, lower(range.max(), other.max())), wanted);
    }

    private static @Nullable Key higher(@Nullable Key max, @Nullable Key other) {
        return max == null || other == null ? null : max.compareTo(other) >= 0 ? max : other;
    }

    private static @Nullable Key lower(@Nullable Key max, @Nullable Key other) {
        if (max == null || other == null) {
            return max == null ? other : max;
        }
        return max.compareTo(other) <= 0 ? max : other;
    }
}
