package dev.sleeper.table.log;

import dev.sleeper.row.Key;
import dev.sleeper.table.Action;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.FileLocation;
import dev.sleeper.table.Partition;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Delta keeps of a data file as tags: the tags that Sleeper writes, and the reader that puts those of one file
/// after the other together with the rest. It reads them from bytes, for a checkpoint may have a million files, and
/// gives files of one partition the same string for it.
///
/// Not thread-safe.
public final class FileTags {
    private static final String PARTITION = "sleeper.partition";
    private static final String MIN_KEY = "sleeper.minKey";
    private static final String MAX_KEY = "sleeper.maxKey";
    private static final String FIELD_MINIMA = "sleeper.fieldMinima";
    private static final String FIELD_MAXIMA = "sleeper.fieldMaxima";
    private static final String CHECKSUM = "sleeper.checksum";
    private static final int CHECKSUM_DIGITS = 8;
    private static final long NONE = -1;

    private final LastText lastPartition = new LastText();
    private @Nullable String partitionId;
    private @Nullable Key minKey;
    private @Nullable Key maxKey;
    private @Nullable Key fieldMinima;
    private @Nullable Key fieldMaxima;
    private long checksum = NONE;
    private long rowCount = NONE;

    /// The tags of a file, in the order in which they are written.
    static Map<String, String> of(DataFile file) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(PARTITION, file.partitionId());
        tags.put(MIN_KEY, file.minKey().toHex());
        tags.put(MAX_KEY, file.maxKey().toHex());
        if (!file.fieldMinima().equals(file.minKey())) {
            tags.put(FIELD_MINIMA, file.fieldMinima().toHex());
        }
        if (!file.fieldMaxima().equals(file.maxKey())) {
            tags.put(FIELD_MAXIMA, file.fieldMaxima().toHex());
        }
        tags.put(CHECKSUM, HexFormat.of().toHexDigits(file.checksum(), CHECKSUM_DIGITS));
        return tags;
    }

    /// Begins with the tags of the next file.
    public void begin() {
        partitionId = null;
        minKey = null;
        maxKey = null;
        fieldMinima = null;
        fieldMaxima = null;
        checksum = NONE;
        rowCount = NONE;
    }

    /// Takes the row count from the statistics of the file, as far as that at least.
    ///
    /// @param text where they are, from `from` to before `to`
    /// @throws IllegalArgumentException when they do not begin with it
    public void addStatistics(byte[] text, int from, int to) {
        rowCount = FileStatistics.rowCount(text, from, to);
    }

    /// Takes one tag of the file.
    ///
    /// @param text where its value is, from `from` to before `to`
    /// @throws IllegalArgumentException when it is not one that Sleeper writes, or came before
    public void add(String name, byte[] text, int from, int to) {
        switch (name) {
            case PARTITION -> addPartition(text, from, to);
            case MIN_KEY -> minKey = first(name, minKey, text, from, to);
            case MAX_KEY -> maxKey = first(name, maxKey, text, from, to);
            case FIELD_MINIMA -> fieldMinima = first(name, fieldMinima, text, from, to);
            case FIELD_MAXIMA -> fieldMaxima = first(name, fieldMaxima, text, from, to);
            case CHECKSUM -> addChecksum(text, from, to);
            default -> throw new IllegalArgumentException("A file has an unknown tag " + name);
        }
    }

    /// The file whose tags were taken.
    ///
    /// @throws IllegalArgumentException when a tag or the row count is missing, or one contradicts the path
    public Action.AddFile file(String path, long sizeBytes, boolean dataChange) {
        FileLocation location = FileLocation.ofPath(path, required(PARTITION, partitionId));
        if (checksum == NONE) {
            throw new IllegalArgumentException("There is no tag " + CHECKSUM);
        }
        if (rowCount == NONE) {
            throw new IllegalArgumentException("There is no row count");
        }
        Key min = required(MIN_KEY, minKey);
        Key max = required(MAX_KEY, maxKey);
        return new Action.AddFile(
                new DataFile(
                        location.id(),
                        location.partitionId(),
                        sizeBytes,
                        rowCount,
                        min,
                        max,
                        fieldMinima == null ? min : fieldMinima,
                        fieldMaxima == null ? max : fieldMaxima,
                        checksum),
                dataChange);
    }

    private void addPartition(byte[] text, int from, int to) {
        if (partitionId != null) {
            throw new IllegalArgumentException("There are two tags " + PARTITION);
        }
        String id = lastPartition.of(text, from, to);
        if (!Partition.isPartitionId(id)) {
            throw new IllegalArgumentException("'" + id + "' is not a partition id");
        }
        partitionId = id;
    }

    private void addChecksum(byte[] text, int from, int to) {
        if (checksum != NONE || to - from != CHECKSUM_DIGITS) {
            throw new IllegalArgumentException("There are two tags " + CHECKSUM + ", or one of a wrong length");
        }
        checksum = 0;
        for (int i = from; i < to; i++) {
            checksum = checksum << 4 | HexFormat.fromHexDigit(text[i]);
        }
    }

    private static Key first(String name, @Nullable Key before, byte[] text, int from, int to) {
        if (before != null) {
            throw new IllegalArgumentException("There are two tags " + name);
        }
        return Key.ofHex(text, from, to);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("There is no tag " + name);
        }
        return value;
    }
}
