package dev.sleeper.table.log;

import dev.sleeper.schema.Schema;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.StoredEntry;

/// Log entries as the bytes of their objects: one JSON object a line, the `commitInfo` with our commit id first.
public final class LogEntryCodec {
    private LogEntryCodec() {}

    /// The bytes of an entry. The same entry always gives the same bytes.
    ///
    /// @param schema the table's schema, which says how the keys of its files are encoded
    public static byte[] encode(LogEntry entry, Schema schema) {
        return new EntryWriter(schema).write(entry);
    }

    /// What the bytes of an entry say. An entry that bears no commit id of ours is another writer's.
    ///
    /// @param path    the object's path, for messages
    /// @param version the slot that it fills
    /// @throws CorruptTableException naming the object and the line when the bytes are not a log entry, or when an
    ///     entry of ours holds anything but what Sleeper writes
    public static StoredEntry decode(String path, long version, byte[] content) {
        return new EntryReader(path, version).read(content);
    }
}
