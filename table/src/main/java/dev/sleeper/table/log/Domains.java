package dev.sleeper.table.log;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import dev.sleeper.table.Action;
import dev.sleeper.table.Cutoffs;
import dev.sleeper.table.FileId;
import dev.sleeper.table.Hold;
import dev.sleeper.table.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Partitions, cutoffs, holds and the end of a table, which Delta keeps for us as metadata of named domains.
final class Domains {
    private static final String PARTITION_PREFIX = "sleeper.partition.";
    private static final String HOLD_PREFIX = "sleeper.hold.";
    private static final String CUTOFF = "sleeper.cutoff";
    private static final String CHECKPOINT = "sleeper.checkpoint";
    private static final String DROPPED = "sleeper.dropped";

    private Domains() {}

    static DeltaAction.Domain of(Partition partition) {
        Key max = partition.range().max();
        String configuration = Json.write(json -> {
            json.writeStartObject();
            writeNullable(json, "parent", partition.parentId());
            json.writeArrayPropertyStart("children");
            partition.children().forEach(json::writeString);
            json.writeEndArray();
            json.writeStringProperty("min", partition.range().min().toHex());
            writeNullable(json, "max", max == null ? null : max.toHex());
            json.writeEndObject();
        });
        return new DeltaAction.Domain(PARTITION_PREFIX + partition.id(), configuration, false);
    }

    static DeltaAction.Domain of(Cutoffs cutoffs) {
        FileId newest = cutoffs.newestFile();
        String configuration = Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("orphans", cutoffs.orphansMillis());
            json.writeNumberProperty("tombstones", cutoffs.tombstonesMillis());
            json.writeNumberProperty("jobs", cutoffs.jobsMillis());
            writeNullable(json, "newestFile", newest == null ? null : newest.text());
            json.writeEndObject();
        });
        return new DeltaAction.Domain(CUTOFF, configuration, false);
    }

    static DeltaAction.Domain of(Hold hold) {
        String configuration = Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("since", hold.sinceMillis());
            json.writeNumberProperty("expires", hold.expiresMillis());
            json.writeEndObject();
        });
        return new DeltaAction.Domain(HOLD_PREFIX + hold.id(), configuration, false);
    }

    static DeltaAction.Domain endOfHold(String id) {
        return new DeltaAction.Domain(HOLD_PREFIX + id, "", true);
    }

    static DeltaAction.Domain endOfTable(long droppedAtMillis) {
        String configuration = Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("droppedAt", droppedAtMillis);
            json.writeEndObject();
        });
        return new DeltaAction.Domain(DROPPED, configuration, false);
    }

    static DeltaAction.Domain checkpointOf(long version) {
        String configuration = Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("version", version);
            json.writeEndObject();
        });
        return new DeltaAction.Domain(CHECKPOINT, configuration, false);
    }

    static long checkpointVersion(DeltaAction.Domain domain) {
        if (!domain.domain().equals(CHECKPOINT)) {
            throw new IllegalArgumentException("Domain " + domain.domain() + " is not " + CHECKPOINT);
        }
        JsonObject fact = JsonObject.parse(CHECKPOINT, domain.configuration());
        long version = fact.integer("version");
        fact.end();
        return version;
    }

    static Action read(DeltaAction.Domain domain) {
        String name = domain.domain();
        if (domain.removed()) {
            if (name.startsWith(HOLD_PREFIX)) {
                return new Action.RemoveHold(name.substring(HOLD_PREFIX.length()));
            }
            throw new IllegalArgumentException("Domain " + name + " is removed, but only holds ever are");
        }
        JsonObject fact = JsonObject.parse(name, domain.configuration());
        Action action = read(name, fact);
        fact.end();
        return action;
    }

    private static Action read(String name, JsonObject fact) {
        if (name.startsWith(PARTITION_PREFIX)) {
            return new Action.PutPartition(partition(name.substring(PARTITION_PREFIX.length()), fact));
        }
        if (name.startsWith(HOLD_PREFIX)) {
            String id = name.substring(HOLD_PREFIX.length());
            return new Action.PutHold(new Hold(id, fact.integer("since"), fact.integer("expires")));
        }
        return switch (name) {
            case CUTOFF -> new Action.SetCutoffs(cutoffs(fact));
            case DROPPED -> new Action.Drop(fact.integer("droppedAt"));
            default -> throw new IllegalArgumentException("Domain " + name + " is unknown");
        };
    }

    private static Partition partition(String id, JsonObject fact) {
        String max = fact.textOrNull("max");
        KeyRange range = new KeyRange(Key.ofHex(fact.text("min")), max == null ? null : Key.ofHex(max));
        List<String> children = fact.texts("children");
        return new Partition(id, fact.textOrNull("parent"), children, range);
    }

    private static Cutoffs cutoffs(JsonObject fact) {
        String newest = fact.textOrNull("newestFile");
        return new Cutoffs(
                fact.integer("orphans"),
                fact.integer("tombstones"),
                fact.integer("jobs"),
                newest == null ? null : new FileId(newest));
    }

    private static void writeNullable(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }
}
