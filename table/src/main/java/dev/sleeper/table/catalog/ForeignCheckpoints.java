package dev.sleeper.table.catalog;

import dev.sleeper.log.CheckpointName;
import dev.sleeper.log.LogFiles;
import dev.sleeper.objectstore.MissingObjectException;
import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.VersionedObject;
import dev.sleeper.rowfile.RowFileFooter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Copies of a table's checkpoints where readers of other makes look for them: `….checkpoint.parquet` among the
/// entries, and `_last_checkpoint`, which names the newest. Sleeper reads neither, and other programs may write
/// both, so that a copy that fails, or is not ours, harms nothing but the speed of those readers.
///
/// Thread-safe.
final class ForeignCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignCheckpoints.class);
    private static final int COPIED_BYTES = 1 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectStore store;
    private final String directory;

    /// @param directory the log's place below the store's root; ends in `/`
    ForeignCheckpoints(ObjectStore store, String directory) {
        this.store = store;
        this.directory = directory;
    }

    /// Copies a checkpoint and names it as the last, unless a later one is named.
    void publish(CheckpointName name) {
        try (ObjectReader original = store.open(directory + LogFiles.fileName(name))) {
            if (copy(original, directory + LogFiles.foreignCheckpointName(name.version()))) {
                nameLast(name.version(), RowFileFooter.read(original).rowCount());
            }
        } catch (MissingObjectException | StoreUnavailableException e) {
            // A later checkpoint is published in its turn, and nothing of ours depends on this one.
            LOG.warn("Checkpoint {} in {} was not copied for other readers", name.fileName(), directory, e);
        }
    }

    /// True when there is a checkpoint of that name, whoever wrote it.
    private boolean copy(ObjectReader original, String path) {
        try (ObjectWriter copy = store.create(path)) {
            for (long from = 0; from < original.sizeBytes(); from += COPIED_BYTES) {
                int length = Math.toIntExact(Math.min(COPIED_BYTES, original.sizeBytes() - from));
                copy.write(original.read(from, length));
            }
            PutOutcome outcome = copy.finish();
            return outcome == PutOutcome.CREATED || outcome == PutOutcome.EXISTS;
        }
    }

    private void nameLast(long version, long actionCount) {
        byte[] content = MAPPER.writeValueAsBytes(
                MAPPER.createObjectNode().put("version", version).put("size", actionCount));
        String path = directory + "_last_checkpoint";
        Optional<VersionedObject> last = store.get(path);
        if (last.isEmpty()) {
            store.putIfAbsent(path, content);
        } else if (versionOf(last.get().content()) < version) {
            store.compareAndSwap(path, last.get().version(), content);
        }
    }

    /// The version that a `_last_checkpoint` names; −1 when it is damaged.
    private static long versionOf(byte[] content) {
        try {
            JsonNode version = MAPPER.readTree(content).path("version");
            return version.canConvertToLong() ? version.longValue() : -1;
        } catch (JacksonException e) {
            return -1;
        }
    }
}
