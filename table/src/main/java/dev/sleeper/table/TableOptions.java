package dev.sleeper.table;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names a table's options may have: they share the Delta table's configuration with names of our own.
public final class TableOptions {
    /// The names of the row key fields, joined by commas.
    public static final String ROW_KEYS = "sleeper.rowKeys";
    /// The names of the sort key fields, joined by commas.
    public static final String SORT_KEYS = "sleeper.sortKeys";
    /// How often the table was renamed.
    public static final String NAME_VERSION = "sleeper.nameVersion";
    /// How often the options were changed.
    public static final String OPTIONS_VERSION = "sleeper.optionsVersion";

    private static final Set<String> RESERVED = Set.of(ROW_KEYS, SORT_KEYS, NAME_VERSION, OPTIONS_VERSION);
    private static final Pattern LEGAL = Pattern.compile("sleeper\\.[A-Za-z0-9._-]{1,200}");

    private TableOptions() {}

    /// Why one of these cannot be the name of an option; empty when all can.
    public static Optional<String> obstacle(Collection<String> names) {
        for (String name : names) {
            if (!LEGAL.matcher(name).matches()) {
                return Optional.of(
                        "Property '" + name + "' is not 'sleeper.' followed by letters, digits, '.', '_' and '-'");
            }
            if (RESERVED.contains(name)) {
                return Optional.of("Property " + name + " is fixed when the table is made");
            }
        }
        return Optional.empty();
    }
}
