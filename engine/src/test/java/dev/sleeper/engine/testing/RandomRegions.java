package dev.sleeper.engine.testing;

import dev.sleeper.engine.FieldRange;
import dev.sleeper.engine.Region;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Random regions of a table, and which rows they want.
///
/// @param regions each as the bounds of its fields
public record RandomRegions(List<Map<String, Bounds>> regions) {

    /// What is wanted of one field; null for no bound.
    public record Bounds(
            @Nullable Object min,
            boolean minInclusive,
            @Nullable Object max,
            boolean maxInclusive) {
        boolean contain(Object value) {
            int fromMin = min == null ? 1 : Rows.compare(value, min);
            int fromMax = max == null ? -1 : Rows.compare(value, max);
            return (fromMin > 0 || (fromMin == 0 && minInclusive)) && (fromMax < 0 || (fromMax == 0 && maxInclusive));
        }

        FieldRange toRange() {
            return new FieldRange(
                    min == null ? null : TestInstance.plain(min),
                    minInclusive,
                    max == null ? null : TestInstance.plain(max),
                    maxInclusive);
        }
    }

    /// Regions around values that some rows of the table have, and values that none may have.
    public static RandomRegions of(RandomRows rows, Schema schema, List<List<Object>> existing) {
        SplittableRandom random = rows.random();
        List<Map<String, Bounds>> regions = new ArrayList<>();
        for (int i = random.nextInt(random.nextInt(16) == 0 ? 40 : 5); i > 0; i--) {
            Map<String, Bounds> region = new HashMap<>();
            boolean exact = random.nextInt(3) == 0;
            for (Field field : schema.rowKeyFields()) {
                if (random.nextInt(4) > 0) {
                    region.put(field.name(), bounds(rows, schema, existing, field, exact));
                }
            }
            regions.add(region);
        }
        return new RandomRegions(regions);
    }

    private static Bounds bounds(
            RandomRows rows, Schema schema, List<List<Object>> existing, Field field, boolean exact) {
        SplittableRandom random = rows.random();
        Object a = value(rows, schema, existing, field);
        if (exact || random.nextInt(4) == 0) {
            return new Bounds(a, true, a, true);
        }
        Object b = value(rows, schema, existing, field);
        boolean ascending = Rows.compare(a, b) <= 0;
        return new Bounds(
                random.nextInt(8) == 0 ? null : ascending ? a : b,
                random.nextInt(3) > 0,
                random.nextInt(5) == 0 ? null : ascending ? b : a,
                random.nextInt(3) == 0);
    }

    private static Object value(RandomRows rows, Schema schema, List<List<Object>> existing, Field field) {
        if (existing.isEmpty() || rows.random().nextInt(3) == 0) {
            return rows.value(field.type());
        }
        return existing.get(rows.random().nextInt(existing.size())).get(schema.indexOf(field.name()));
    }

    public List<Region> toRegions() {
        List<Region> result = new ArrayList<>();
        for (Map<String, Bounds> region : regions) {
            Map<String, FieldRange> ranges = new HashMap<>();
            region.forEach((field, bounds) -> ranges.put(field, bounds.toRange()));
            result.add(new Region(ranges));
        }
        return result;
    }

    /// Whether a row is wanted.
    public boolean contain(Schema schema, List<Object> row) {
        return regions.isEmpty()
                || regions.stream().anyMatch(region -> region.entrySet().stream()
                        .allMatch(field -> field.getValue().contain(row.get(schema.indexOf(field.getKey())))));
    }
}
