package dev.sleeper.engine;

import dev.sleeper.log.Freshness;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells who asked for a table that is none which ones there are. It costs a bounded number of requests, and never
/// fails: the answer is that there is no such table, whatever else goes wrong.
record OtherTables(Catalog catalog) {
    private static final int SHOWN_NAMES = 10;

    /// Names stay in the store when their tables are dropped.
    private static final int TRIED_NAMES = 30;

    /// What to do when no other table is worth naming.
    static final String UNNAMED = "List the tables to see what they are called; one may have been renamed or dropped.";

    /// @param missing the name that leads to no table
    String hint(String missing) {
        try {
            List<String> known = new ArrayList<>(catalog.everyName());
            known.remove(missing);
            Optional<String> near = Spelling.nearest(missing, known).filter(this::isThere);
            if (near.isPresent()) {
                return "Did you mean " + near.get() + "?";
            }
            List<String> there = known.stream()
                    .limit(TRIED_NAMES)
                    .filter(this::isThere)
                    .limit(SHOWN_NAMES + 1L)
                    .toList();
            if (there.isEmpty()) {
                return known.size() > TRIED_NAMES
                        ? UNNAMED
                        : "There are no tables yet. Create it first, with its fields and row keys.";
            }
            boolean all = there.size() <= SHOWN_NAMES && known.size() <= TRIED_NAMES;
            return "The tables are " + String.join(", ", there.subList(0, Math.min(SHOWN_NAMES, there.size())))
                    + (all ? "." : ", ….") + " Or create it first, with its fields and row keys.";
        } catch (StoreUnavailableException | CorruptTableException e) {
            return UNNAMED;
        }
    }

    private boolean isThere(String name) {
        return catalog.find(name, Freshness.FRESH).isPresent();
    }
}
