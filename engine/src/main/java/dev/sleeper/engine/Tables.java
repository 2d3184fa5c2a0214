package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.environment.Environment;
import dev.sleeper.log.Cause;
import dev.sleeper.log.CommitResult;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.LogGoneException;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreProbe;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.Change.SetOptions;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.TableName;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.Catalog;
import dev.sleeper.table.catalog.CatalogResult;
import dev.sleeper.table.catalog.FoundTable;
import dev.sleeper.table.catalog.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tables of an instance as users name and describe them: the catalog, with its answers made into those of
/// [Instance]. Thread-safe.
final class Tables {
    /// Begins what stands for a table's name and is its id; no name has a colon.
    private static final Pattern BY_ID = Pattern.compile("id:([a-z2-7]{26})");

    private final ObjectStore store;
    private final Environment environment;
    private final InstanceProperties properties;
    private final Catalog catalog;

    Tables(ObjectStore store, Environment environment, InstanceProperties properties, Catalog catalog) {
        this.store = store;
        this.environment = environment;
        this.properties = properties;
        this.catalog = catalog;
    }

    /// Where the data files of a table in some state are in the store.
    static Function<DataFile, String> pathsOf(TableState state) {
        String directory = Table.directory(state.tableId());
        return file -> directory + file.location().path();
    }

    SortedMap<String, String> list() {
        return catalog.list();
    }

    /// @param name the table's, or `id:` and its id, which it keeps when it is renamed
    /// @throws RequestException with `TABLE_NOT_FOUND`, or with `INVALID_QUERY` when the table has no such version
    FoundTable find(String name, Freshness freshness) {
        Matcher byId = BY_ID.matcher(name);
        try {
            if (byId.matches()) {
                return catalog.findById(byId.group(1), freshness).orElseThrow(() -> notFound(name));
            }
            requireName(name, Code.TABLE_NOT_FOUND);
            return catalog.find(name, freshness).orElseThrow(() -> notFound(name));
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    Code.INVALID_QUERY,
                    "Table " + name + ": " + e.getMessage(),
                    "Ask for a version that a write has returned.",
                    e);
        }
    }

    TableDescription describe(TableState state) {
        String root = store.root().toString();
        String directory = Table.directory(state.tableId());
        return new TableDescription(
                state.name(),
                state.tableId(),
                URI.create((root.endsWith("/") ? root : root + "/") + directory.substring(0, directory.length() - 1)),
                state.schema(),
                state.rowCount(),
                state.fileCount(),
                state.partitions().leafCount(),
                state.version(),
                state.sizeBytes(),
                state.options());
    }

    TableDescription create(TableDefinition definition) {
        requireName(definition.name(), Code.INVALID_NAME);
        List<Key> splitPoints = splitPoints(definition);
        requireSoundStore();
        CatalogResult result;
        try {
            result = catalog.create(definition.name(), definition.schema(), splitPoints, Map.of());
        } catch (IllegalArgumentException e) {
            throw invalidSplitPoints(String.valueOf(e.getMessage()), e);
        }
        return describe(done(result, definition.name(), "made"), "made");
    }

    /// Probes the store before the first table of an instance is made in it: one that lets two writers win would lose
    /// rows, and shows it only when writers race.
    private void requireSoundStore() {
        if (properties.isStoreProbed()) {
            return;
        }
        StoreProbe.Findings findings;
        try {
            findings = StoreProbe.quick(store, environment).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while the store was probed", e);
        }
        if (!findings.passed()) {
            throw new RequestException(
                    Code.UNSUPPORTED_STORE,
                    "The store at " + store.root() + " would lose rows, so no table was made in it. Found by a probe: "
                            + String.join("; ", findings.violations()),
                    "Choose a store whose conditional writes are atomic, such as a directory on a disk of this"
                            + " machine.");
        }
        properties.noteStoreProbed();
    }

    TableDescription rename(String from, String to) {
        requireName(from, Code.TABLE_NOT_FOUND);
        requireName(to, Code.INVALID_NAME);
        return describe(done(catalog.rename(from, to), from, "renamed"), "renamed");
    }

    /// Sets one of a table's properties.
    ///
    /// @param value null for the usual one
    TableDescription setProperty(String name, String property, @Nullable String value) {
        TableProperty known = TableProperty.named(property).orElseThrow(() -> unknownProperty(property));
        SetOptions change = value == null
                ? new SetOptions(Map.of(), Set.of(property))
                : new SetOptions(Map.of(property, checked(known, value)), Set.of());
        Table table = find(name, Freshness.FRESH).table();
        return switch (table.commit(change)) {
            case CommitResult.Committed committed -> describe(table, "changed");
            case CommitResult.AlreadyCommitted already -> describe(table, "changed");
            case CommitResult.Rejected(Cause cause, String reason) ->
                throw failure(new CatalogResult.Failed(cause, reason), name, "changed");
            case CommitResult.Unknown(String reason) ->
                throw new UnknownChangeException(
                        "It is not known whether property " + property + " of table " + name + " was set: " + reason);
        };
    }

    private static RequestException unknownProperty(String property) {
        String all = Stream.of(TableProperty.values()).map(TableProperty::text).collect(Collectors.joining(", "));
        return new RequestException(
                Code.INVALID_PROPERTY,
                "There is no table property " + property,
                "Properties that can be set: " + all + ".");
    }

    private static String checked(TableProperty property, String value) {
        try {
            return property.checked(value);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    Code.INVALID_PROPERTY,
                    "Property " + property.text() + " cannot be '" + value + "'",
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    /// Drops a table, and says which it was.
    Table drop(String name) {
        requireName(name, Code.TABLE_NOT_FOUND);
        return done(catalog.drop(name), name, "dropped");
    }

    /// A table that was changed, as it is now.
    private TableDescription describe(Table table, String what) {
        try {
            return describe(table.read(Freshness.FRESH));
        } catch (LogGoneException | StoreUnavailableException e) {
            throw new UnknownChangeException(
                    "Table " + table.id() + " was " + what + ", but cannot be read: " + e.getMessage(), e);
        }
    }

    private Table done(CatalogResult result, String name, String what) {
        return switch (result) {
            case CatalogResult.Done(Table table) -> table;
            case CatalogResult.NameTaken(String taken) ->
                throw new RequestException(
                        Code.TABLE_EXISTS,
                        "There is a table '" + taken + "' already",
                        "Choose another name, or drop or rename that table first.");
            case CatalogResult.NotFound(String missing) -> throw notFound(missing);
            case CatalogResult.Failed failed -> throw failure(failed, name, what);
            case CatalogResult.Unknown(String reason) ->
                throw new UnknownChangeException(
                        "It is not known whether table '" + name + "' was " + what + ": " + reason);
        };
    }

    private RuntimeException failure(CatalogResult.Failed failed, String name, String what) {
        String message = "Table '" + name + "' was not " + what + ": " + failed.reason();
        return switch (failed.cause()) {
            case GONE -> notFound(name);
            case BUSY, CLOCK, REFUSED, TOO_LARGE -> new StoreUnavailableException(message, null);
            case BLOCKED, DAMAGED -> new CorruptTableException(message);
        };
    }

    RequestException notFound(String name) {
        return new RequestException(
                Code.TABLE_NOT_FOUND,
                "There is no table '" + name + "'",
                BY_ID.matcher(name).matches() ? OtherTables.UNNAMED : new OtherTables(catalog).hint(name));
    }

    /// A name that no table can have is the name of none.
    ///
    /// @param code `TABLE_NOT_FOUND` where the name should be a table's already
    private static void requireName(String name, Code code) {
        try {
            TableName.check(name);
        } catch (IllegalArgumentException e) {
            String none = code == Code.TABLE_NOT_FOUND ? "There is no table '" + name + "', and there cannot be: " : "";
            throw new RequestException(
                    code, none + e.getMessage(), "Names are of lower-case letters, digits, '_', '.' and '-'.", e);
        }
    }

    private static List<Key> splitPoints(TableDefinition definition) {
        Schema schema = definition.schema();
        Field field = schema.rowKeyFields().getFirst();
        KeyCodec codec = KeyCodec.ofRowKeys(schema);
        List<Key> keys = new ArrayList<>();
        for (Object point : definition.splitPoints()) {
            Object value = FieldBounds.fitting(field, point);
            if (value == null) {
                throw invalidSplitPoints(
                        "Split point " + (keys.size() + 1) + " is no " + field.type() + ", which field " + field.name()
                                + " has",
                        null);
            }
            Key key = codec.encode(List.of(value));
            if (!keys.isEmpty() && keys.getLast().compareTo(key) >= 0) {
                throw invalidSplitPoints("Split point " + (keys.size() + 1) + " is not above the one before it", null);
            }
            keys.add(key);
        }
        return keys;
    }

    private static RequestException invalidSplitPoints(String message, @Nullable Throwable cause) {
        String hint = "Give values of the first row key, ascending, each once.";
        return cause == null
                ? new RequestException(Code.INVALID_SPLIT_POINTS, message, hint)
                : new RequestException(Code.INVALID_SPLIT_POINTS, message, hint, cause);
    }
}
