package dev.sleeper.engine;

import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.ObjectStore;
import java.util.List;
import java.util.Map;

/// All of Sleeper over one object store: the tables in it, writes and queries. A process opens one for each store that
/// it works on; any number of processes may do so at once.
///
/// Every operation sees all that was acknowledged before it began, by whatever process. Thread-safe.
@SuppressWarnings("DoNotCallSuggester")
public final class Instance implements AutoCloseable {
    private final ObjectStore store;

    private Instance(ObjectStore store) {
        this.store = store;
    }

    /// Opens the instance that the store holds; an empty store becomes a new one.
    ///
    /// The store and the environment stay the caller's to close, after the instance.
    ///
    /// @throws RequestException with `UNSUPPORTED_FORMAT` when a newer Sleeper made the instance
    public static Instance open(ObjectStore store, Environment environment, EngineSettings settings) {
        return new Instance(store);
    }

    /// The instance's own id, which is minted when it is made.
    public String id() {
        throw new UnsupportedOperationException();
    }

    /// The version of the stored format.
    public int formatVersion() {
        throw new UnsupportedOperationException();
    }

    /// The names of all tables, ascending, with their ids.
    public Map<String, String> tables() {
        throw new UnsupportedOperationException();
    }

    /// Makes a table.
    ///
    /// @throws RequestException when the name is taken, or name, schema or split points are such as no table
    ///     can have
    public TableDescription createTable(TableDefinition definition) {
        throw new UnsupportedOperationException();
    }

    /// The table as it is now.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public TableDescription describe(String table) {
        throw new UnsupportedOperationException();
    }

    /// Gives a table another name.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`, `TABLE_EXISTS` or `INVALID_NAME`
    public TableDescription rename(String table, String newName) {
        throw new UnsupportedOperationException();
    }

    /// Drops a table and deletes its files.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`
    public void drop(String table) {
        throw new UnsupportedOperationException();
    }

    /// The instance's properties that users may set and have set.
    public Map<String, String> properties() {
        throw new UnsupportedOperationException();
    }

    /// Sets a property of the instance.
    ///
    /// @throws RequestException with `INVALID_PROPERTY` when there is no such property
    public void setProperty(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /// Begins a write.
    ///
    /// @param jobId 1 to 128 printable ASCII characters; the same id twice within the retention time is one write
    /// @throws RequestException with `TABLE_NOT_FOUND` or `INVALID_JOB_ID`
    public WriteSession beginWrite(String table, String jobId) {
        throw new UnsupportedOperationException();
    }

    /// A new job id for a write whose caller gave none.
    public String mintJobId() {
        throw new UnsupportedOperationException();
    }

    /// What became of a write.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND` or `INVALID_JOB_ID`
    public WriteStatus writeStatus(String table, String jobId) {
        throw new UnsupportedOperationException();
    }

    /// Plans a query on a snapshot of its table and begins to answer it.
    ///
    /// @throws RequestException with `TABLE_NOT_FOUND`, `INVALID_REGION` or `INVALID_QUERY`
    public QueryResult query(Query query) {
        throw new UnsupportedOperationException();
    }

    /// The names of the properties that users may set.
    public static List<String> settableProperties() {
        throw new UnsupportedOperationException();
    }

    /// How many writes and queries are open; an idle process may stop when there are none.
    public int openOperations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException(store.root().toString());
    }
}
