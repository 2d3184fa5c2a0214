package dev.sleeper.engine.properties;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What users may set for a table, by names that the existing system of this name has for the same.
public enum TableProperty {
    /// Whether the table is compacted, split and cleaned up in the background: 1 or, where users see it, true.
    ONLINE("sleeper.table.online", 1, 0, 1),
    /// A leaf with more rows is split.
    SPLIT_THRESHOLD("sleeper.table.partition.splitting.threshold", 10_000_000, 1, 1_000_000_000_000L),
    /// Files are merged when all but the largest are together so many times as long as that, or half as many times as
    /// are merged at once, if that is less.
    SIZE_RATIO("sleeper.table.compaction.strategy.sizeratio.ratio", 3, 1, 1_000),
    /// How many files are merged at once at most.
    BATCH_FILES("sleeper.table.compaction.files.batch.size", 12, 2, 64),
    /// For how many minutes a replaced file stays, for queries that read it.
    COLLECT_DELAY("sleeper.table.gc.delay.minutes", Duration.ofHours(6).toMinutes(), 1, 60 * 24 * 30);

    private final String text;
    private final long standard;
    private final long min;
    private final long max;

    TableProperty(String text, long standard, long min, long max) {
        this.text = text;
        this.standard = standard;
        this.min = min;
        this.max = max;
    }

    /// The property as users name it.
    public String text() {
        return text;
    }

    /// The value among a table's options, or else the usual one.
    public long of(Map<String, String> options) {
        String value = options.get(text);
        return value == null ? standard : parse(value);
    }

    /// The values of all properties, by name.
    public static SortedMap<String, String> all(Map<String, String> options) {
        SortedMap<String, String> all = new TreeMap<>();
        for (TableProperty property : values()) {
            all.put(property.text, property.format(property.of(options)));
        }
        return all;
    }

    /// The property of a name; empty when there is none.
    public static Optional<TableProperty> named(String name) {
        return Stream.of(values())
                .filter(property -> property.text.equals(name))
                .findFirst();
    }

    /// The value as it is stored.
    ///
    /// @throws IllegalArgumentException saying what the property can be, when it cannot be this
    public String checked(String value) {
        try {
            return format(parse(value.strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    this == ONLINE ? "Give true or false." : "Give a whole number from " + min + " to " + max + ".", e);
        }
    }

    private String format(long value) {
        return this == ONLINE ? Boolean.toString(value == 1) : Long.toString(value);
    }

    private long parse(String value) {
        if (this == ONLINE && (value.equals("true") || value.equals("false"))) {
            return value.equals("true") ? 1 : 0;
        }
        long number = this == ONLINE ? -1 : Long.parseLong(value);
        if (number < min || number > max) {
            throw new IllegalArgumentException(text + " is " + value);
        }
        return number;
    }
}
