package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.scan.FieldCondition;
import dev.sleeper.engine.scan.KeyStretch;
import dev.sleeper.engine.scan.KeyStretch.Wanted;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.KeyHash;
import dev.sleeper.row.KeyRange;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Turns the regions of a query into ranges of whole keys. The leading fields of which one value is wanted, and the
/// range of the field after them, make up a range of keys exactly; what is asked of later fields remains as conditions
/// on its rows. A pure function.
final class RegionPlan {
    private static final int MAX_REGIONS = 100_000;

    private final Schema schema;
    private final KeyCodec codec;

    private RegionPlan(Schema schema) {
        this.schema = schema;
        this.codec = KeyCodec.ofRowKeys(schema);
    }

    /// The wanted rows of a table, each once however many regions it is in.
    ///
    /// @param regions none for all rows
    /// @throws RequestException with `INVALID_REGION` naming the region and the field
    static List<KeyStretch> of(Schema schema, List<Region> regions) {
        if (regions.isEmpty()) {
            return List.of(KeyStretch.all(KeyRange.ALL));
        }
        if (regions.size() > MAX_REGIONS) {
            throw new RequestException(
                    Code.INVALID_REGION,
                    "A query has at most " + MAX_REGIONS + " regions, but this one has " + regions.size(),
                    "Ask in several queries, or for ranges in place of single keys.");
        }
        RegionPlan plan = new RegionPlan(schema);
        List<Wanted> wanted = new ArrayList<>(regions.size());
        for (int i = 0; i < regions.size(); i++) {
            plan.wanted(regions.get(i), "Region " + (i + 1)).ifPresent(wanted::add);
        }
        return KeyStretch.of(wanted);
    }

    /// The rows of one region; empty when it can have none.
    private Optional<Wanted> wanted(Region region, String name) {
        List<FieldBounds> bounds = bounds(region, name);
        if (bounds.stream().anyMatch(FieldBounds::isEmpty)) {
            return Optional.empty();
        }
        List<Object> exact = new ArrayList<>();
        while (exact.size() < bounds.size() && bounds.get(exact.size()).isExact()) {
            exact.add(bounds.get(exact.size()).exactValue());
        }
        if (exact.size() == bounds.size()) {
            return wanted(exact);
        }
        List<FieldCondition> conditions = bounds.stream()
                .skip(exact.size() + 1L)
                .flatMap(field -> field.condition().stream())
                .toList();
        return range(exact, bounds.get(exact.size())).map(keys -> new Wanted(keys, conditions));
    }

    /// The rows of one key.
    private Optional<Wanted> wanted(List<Object> key) {
        Key encoded = codec.encode(key);
        OptionalLong keyHash = OptionalLong.of(KeyHash.of(key));
        return range(encoded, encoded.afterPrefix()).map(keys -> new Wanted(keys, List.of(), keyHash));
    }

    private List<FieldBounds> bounds(Region region, String name) {
        for (String field : region.ranges().keySet()) {
            if (!schema.rowKeys().contains(field)) {
                throw new RequestException(
                        Code.INVALID_REGION,
                        name + " names the field " + field + ", which is no row key of the table",
                        "Name row key fields only: " + String.join(", ", schema.rowKeys()) + ".");
            }
        }
        List<FieldBounds> bounds = new ArrayList<>();
        for (Field field : codec.fields()) {
            bounds.add(FieldBounds.of(field, region.ranges().get(field.name()), name));
        }
        return bounds;
    }

    /// The keys that begin with some values and whose next field is within bounds.
    private Optional<KeyRange> range(List<Object> exact, FieldBounds next) {
        Key prefix = codec.encode(exact);
        Key min = next.min() == null ? prefix : codec.encode(append(exact, next.min()));
        if (next.min() != null && !next.minInclusive()) {
            Key above = min.afterPrefix();
            if (above == null) {
                return Optional.empty();
            }
            min = above;
        }
        if (next.max() == null) {
            return range(min, prefix.afterPrefix());
        }
        Key max = codec.encode(append(exact, next.max()));
        return range(min, next.maxInclusive() ? max.afterPrefix() : max);
    }

    private static Optional<KeyRange> range(Key min, @Nullable Key max) {
        return max != null && min.compareTo(max) >= 0 ? Optional.empty() : Optional.of(new KeyRange(min, max));
    }

    private static List<Object> append(List<Object> values, Object value) {
        List<Object> longer = new ArrayList<>(values);
        longer.add(value);
        return longer;
    }
}
