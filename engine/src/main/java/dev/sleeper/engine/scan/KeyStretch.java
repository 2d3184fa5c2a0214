package dev.sleeper.engine.scan;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A range of keys that is read in one go, and which of its rows are wanted: those that any of `wanted` names.
/// Immutable and thread-safe.
///
/// @param range   the keys
/// @param wanted  one or more; rows are wanted that are in `range` too
/// @param keyHash where the stretch is about one row key, its [dev.sleeper.row.KeyHash]
public record KeyStretch(KeyRange range, List<Wanted> wanted, OptionalLong keyHash) {
    /// So many lists of conditions on the rows of one range are checked one after the other.
    private static final int FEW = 8;

    public KeyStretch {
        wanted = List.copyOf(wanted);
    }

    /// Rows of a range of keys that fulfil some conditions.
    ///
    /// @param range      the keys
    /// @param conditions all of them must hold; none for all rows of the range
    /// @param keyHash    where the range is of one row key, its [dev.sleeper.row.KeyHash]
    public record Wanted(KeyRange range, List<FieldCondition> conditions, OptionalLong keyHash) {
        public Wanted {
            conditions = List.copyOf(conditions);
        }

        public Wanted(KeyRange range, List<FieldCondition> conditions) {
            this(range, conditions, OptionalLong.empty());
        }

        boolean hasAllRows() {
            return conditions.isEmpty();
        }
    }

    /// All rows of a range.
    public static KeyStretch all(KeyRange range) {
        return new KeyStretch(range, List.of(new Wanted(range, List.of())), OptionalLong.empty());
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
                range = hull(range, next.range());
            } else {
                if (range != null) {
                    stretches.add(of(range, together));
                }
                together.clear();
                range = next.range();
            }
            together.add(next);
        }
        if (range != null) {
            stretches.add(of(range, together));
        }
        return stretches;
    }

    private static KeyStretch of(KeyRange range, List<Wanted> ascending) {
        Wanted first = ascending.getFirst();
        boolean sameKey = first.range().equals(range);
        return new KeyStretch(range, joined(ascending), sameKey ? first.keyHash() : OptionalLong.empty());
    }

    /// The same rows by fewer names: ranges without conditions that overlap are one, and so are many lists of
    /// conditions on one range.
    private static List<Wanted> joined(List<Wanted> ascending) {
        if (ascending.size() == 1) {
            return ascending;
        }
        Deque<Wanted> joined = new ArrayDeque<>();
        Map<Map.Entry<KeyRange, String>, List<List<FieldCondition>>> choices = new LinkedHashMap<>();
        for (Wanted each : ascending) {
            if (!each.hasAllRows()) {
                String field = each.conditions().getFirst().field();
                choices.computeIfAbsent(Map.entry(each.range(), field), first -> new ArrayList<>())
                        .add(each.conditions());
            } else if (!joined.isEmpty() && joined.getLast().range().overlaps(each.range())) {
                KeyRange both = hull(joined.removeLast().range(), each.range());
                joined.add(new Wanted(both, List.of()));
            } else {
                joined.add(each);
            }
        }
        choices.forEach((of, lists) -> {
            if (lists.size() <= FEW) {
                lists.forEach(conditions -> joined.add(new Wanted(of.getKey(), conditions)));
            } else {
                joined.add(new Wanted(of.getKey(), List.of(new AnyOfCondition(lists))));
            }
        });
        return List.copyOf(joined);
    }

    /// @param later overlaps the other, and does not begin before it
    private static KeyRange hull(KeyRange range, KeyRange later) {
        return new KeyRange(range.min(), higher(range.max(), later.max()));
    }

    /// All keys from the first stretch to the last.
    ///
    /// @param stretches ascending, one or more
    static KeyRange hull(List<KeyStretch> stretches) {
        return new KeyRange(
                stretches.getFirst().range().min(), stretches.getLast().range().max());
    }

    /// The part of the stretch in another range, which it overlaps.
    KeyStretch within(KeyRange other) {
        if (other.contains(range)) {
            return this;
        }
        Key min = range.min().compareTo(other.min()) >= 0 ? range.min() : other.min();
        return new KeyStretch(new KeyRange(min, lower(range.max(), other.max())), wanted, keyHash);
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
