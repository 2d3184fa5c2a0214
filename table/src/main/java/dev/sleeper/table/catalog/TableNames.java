package dev.sleeper.table.catalog;

import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.PutOutcome;
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
/// Each content that is written carries an id of its own, so that no version of an object ever comes back: a swap
/// from what was read proves that nobody has claimed, or confirmed a claim, since.
///
/// A name that is given up is marked so by a swap and never deleted: a store has no conditional delete, and a
/// plain one could strike the claim of another table that came in between.
///
/// Thread-safe. All methods throw `StoreUnavailableException` when the store does not answer.
final class TableNames {
    private static final String DIRECTORY = "names/";
    private static final String TABLE_ID = "tableId";
    private static final String WRITE_ID = "writeId";
    private static final int PAGE = 1_000;
    private static final int MAX_ATTEMPTS = 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectStore store;
    private final Environment environment;

    TableNames(ObjectStore store, Environment environment) {
        this.store = store;
        this.environment = environment;
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
    ///
    /// @param writeId random, of whoever wrote it last; empty when nobody of ours did
    private record NameObject(Optional<String> tableId, String writeId, Version version) {
        boolean leadsTo(String id) {
            return tableId.isPresent() && tableId.get().equals(id);
        }
    }

    /// All names that were ever used, ascending.
    List<String> all() {
        List<String> names = new ArrayList<>();
        String after = "";
        List<ObjectSummary> page;
        do {
            page = store.list(DIRECTORY, after, PAGE);
            for (ObjectSummary object : page) {
                after = object.path();
                names.add(after.substring(DIRECTORY.length()));
            }
        } while (page.size() == PAGE);
        return names;
    }

    /// The id of the table that claims a name.
    Optional<String> tableWith(String name) {
        return read(name).flatMap(NameObject::tableId);
    }

    /// Claims a name for a table, or confirms its claim. Always writes: whoever read the name before, found that it
    /// did not count, and was about to take it, has to look again.
    ///
    /// @param counts tells whether the name leads rightly to the table of this id
    Claim claim(String name, String tableId, Predicate<String> counts) {
        String writeId = environment.randomId();
        byte[] claim = encode(Optional.of(tableId), writeId);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<NameObject> object = read(name);
            if (object.isPresent() && object.get().writeId().equals(writeId)) {
                return Claim.CLAIMED;
            }
            Optional<String> other = object.flatMap(NameObject::tableId).filter(id -> !id.equals(tableId));
            if (other.filter(counts).isPresent()) {
                return Claim.TAKEN;
            }
            if (write(name, object, claim)) {
                return Claim.CLAIMED;
            }
            // Without a clear answer, the object says who has the name.
        }
        return Claim.UNSETTLED;
    }

    /// The table's claim of a name, to be released when it has become void; empty when the name leads elsewhere.
    Optional<String> claimOf(String name, String tableId) {
        return read(name).filter(found -> found.leadsTo(tableId)).map(NameObject::writeId);
    }

    /// Gives up a claim, but not a later one, which may be valid: a table can get back the name that it had.
    /// Nothing depends on it, as such a name does not count.
    void release(String name, String claim) {
        byte[] free = encode(Optional.empty(), environment.randomId());
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<NameObject> object =
                    read(name).filter(found -> found.writeId().equals(claim));
            if (object.isEmpty() || write(name, object, free)) {
                return;
            }
        }
    }

    /// Writes over what was read; true when that is known to have happened.
    private boolean write(String name, Optional<NameObject> before, byte[] content) {
        String path = DIRECTORY + name;
        return before.isPresent()
                ? store.compareAndSwap(path, before.get().version(), content) == SwapOutcome.SWAPPED
                : store.putIfAbsent(path, content) == PutOutcome.CREATED;
    }

    private Optional<NameObject> read(String name) {
        return store.get(DIRECTORY + name).map(object -> decode(name, object));
    }

    private static byte[] encode(Optional<String> tableId, String writeId) {
        ObjectNode object = JSON.createObjectNode();
        object.put(TABLE_ID, tableId.orElse(null));
        object.put(WRITE_ID, writeId);
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static NameObject decode(String name, VersionedObject object) {
        JsonNode content;
        try {
            content = JSON.readTree(object.content());
        } catch (JacksonException e) {
            throw new CorruptTableException(damaged(name, "is not JSON"), e);
        }
        JsonNode tableId = content.path(TABLE_ID);
        if (!tableId.isNull() && !tableId.isString()) {
            throw new CorruptTableException(damaged(name, "names no table"));
        }
        Optional<String> id = tableId.isNull() ? Optional.empty() : Optional.of(tableId.stringValue());
        JsonNode writeId = content.path(WRITE_ID);
        return new NameObject(id, writeId.isString() ? writeId.stringValue() : "", object.version());
    }

    private static String damaged(String name, String problem) {
        return "Object " + DIRECTORY + name + " " + problem
                + "; delete it, and the next sweep gives the name back to the table that was written to under it";
    }
}
