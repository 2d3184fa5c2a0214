package dev.sleeper.table.catalog;

import dev.sleeper.table.TableState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The handles of a process on its tables, each of which keeps its table's newest state: those used last, as many as
/// fit into the memory that is granted, and always the very last. One that had to go is opened anew when its table is
/// asked for again; whoever still holds it may go on with it, for two handles on a table are as good as one.
///
/// Thread-safe.
final class OpenTables {
    /// A handle whose state is small, with its queue.
    private static final long HANDLE_BYTES = 16L << 10;

    private final Function<String, Table> opening;
    private final long maxBytes;
    /// By table id, that used longest ago first.
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /// @param bytes what the table's state takes, as far as is known
    private record Held(Table table, long bytes) {}

    /// @param opening  opens a handle by a table's id
    /// @param maxBytes memory for states, at most, beside the last used
    OpenTables(Function<String, Table> opening, long maxBytes) {
        this.opening = opening;
        this.maxBytes = maxBytes;
    }

    /// The handle on a table, opened if need be.
    synchronized Table open(String id) {
        Held found = held.get(id);
        return found == null ? put(id, opening.apply(id), HANDLE_BYTES) : found.table();
    }

    /// The handle on a table if there is one.
    synchronized Optional<Table> find(String id) {
        return Optional.ofNullable(held.get(id)).map(Held::table);
    }

    /// Notes that a table was used and had this state. A handle that had to go meanwhile stays away.
    synchronized void used(Table table, TableState state) {
        Held found = held.get(table.id());
        if (found != null && found.table() == table) {
            put(table.id(), table, HANDLE_BYTES + state.memoryBytes());
        }
    }

    private Table put(String id, Table table, long tableBytes) {
        remove(id);
        held.put(id, new Held(table, tableBytes));
        bytes += tableBytes;
        Iterator<Held> longestAgo = held.values().iterator();
        while (bytes > maxBytes && held.size() > 1) {
            bytes -= longestAgo.next().bytes();
            longestAgo.remove();
        }
        return table;
    }

    /// Lets a handle go.
    synchronized void remove(String id) {
        Held gone = held.remove(id);
        bytes -= gone == null ? 0 : gone.bytes();
    }

    /// Lets all handles go but those on these tables.
    synchronized void retain(Set<String> ids) {
        Set.copyOf(held.keySet()).stream().filter(id -> !ids.contains(id)).forEach(this::remove);
    }
}
