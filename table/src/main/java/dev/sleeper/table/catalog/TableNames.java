package dev.sleeper.table.catalog;

import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.table.CorruptTableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The index of tables by name: for each name that was ever used an object that says which table claims it, if
/// any. A claim alone proves nothing; a name counts only if the state of the table that it leads to bears it.
///
/// A name that is given up is marked so by a swap and never deleted: a store has no conditional delete, and a
/// plain one could strike the claim of another table that came in between.
///
/// Thread-safe. All methods throw `StoreUnavailableException` when the store does not answer.
final class TableNames {
    private static final String DIRECTORY = "names/";
    private static final String TABLE_ID = "tableId";
    private static final int PAGE = 1_000;
    private static final int MAX_ATTEMPTS = 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectStore store;

    TableNames(ObjectStore store) {
        this.store = store;
    }

    /// What became of a claim.
    enum Claim {
        /// The name leads to the table that claimed it.
        CLAIMED,
        /// Another table has the name.
        TAKEN,
        /// Others interfered again and again.
        UNSETTLED
    }

    /// A name's object.
    private record NameObject(Optional<String> tableId, Version version) {
        boolean leadsTo(String id) {
            return tableId.isPresent() && tableId.get().equals(id);
        }
    }

    /// All names that some table claims, ascending.
    List<String> claimed() {
        List<String> names = new ArrayList<>();
        String after = "";
        List<ObjectSummary> page;
        do {
            page = store.list(DIRECTORY, after, PAGE);
            for (ObjectSummary object : page) {
                after = object.path();
                String name = after.substring(DIRECTORY.length());
                if (tableWith(name).isPresent()) {
                    names.add(name);
                }
            }
        } while (page.size() == PAGE);
        return names;
    }

    /// The id of the table that claims a name.
    Optional<String> tableWith(String name) {
        return read(name).flatMap(NameObject::tableId);
    }

    /// Claims a name for a table.
    ///
    /// @param counts tells whether the name leads rightly to the table of this id
    Claim claim(String name, String tableId, Predicate<String> counts) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<NameObject> object = read(name);
            if (object.isEmpty()) {
                store.putIfAbsent(DIRECTORY + name, encode(Optional.of(tableId)));
            } else if (object.get().leadsTo(tableId)) {
                return Claim.CLAIMED;
            } else if (object.get().tableId().filter(counts).isPresent()) {
                return Claim.TAKEN;
            } else {
                store.compareAndSwap(DIRECTORY + name, object.get().version(), encode(Optional.of(tableId)));
            }
            // Whatever the answer was, the object says who has the name.
        }
        return Claim.UNSETTLED;
    }

    /// Gives up a name, if it is this table's. Nothing depends on it: such a name does not count.
    void release(String name, String tableId) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<NameObject> object = read(name).filter(found -> found.leadsTo(tableId));
            if (object.isEmpty()
                    || store.compareAndSwap(DIRECTORY + name, object.get().version(), encode(Optional.empty()))
                            == SwapOutcome.SWAPPED) {
                return;
            }
        }
    }

    private Optional<NameObject> read(String name) {
        Optional<VersionedObject> object = store.get(DIRECTORY + name);
        return object.map(found -> new NameObject(decode(name, found.content()), found.version()));
    }

    private static byte[] encode(Optional<String> tableId) {
        ObjectNode object = JSON.createObjectNode();
        object.put(TABLE_ID, tableId.orElse(null));
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> decode(String name, byte[] content) {
        JsonNode tableId;
        try {
            tableId = JSON.readTree(content).path(TABLE_ID);
        } catch (JacksonException e) {
            throw new CorruptTableException("Object " + DIRECTORY + name + " is not JSON", e);
        }
        if (tableId.isNull()) {
            return Optional.empty();
        }
        if (!tableId.isString()) {
            throw new CorruptTableException("Object " + DIRECTORY + name + " names no table");
        }
        return Optional.of(tableId.stringValue());
    }
}
