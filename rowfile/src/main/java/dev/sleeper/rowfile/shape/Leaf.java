package dev.sleeper.rowfile.shape;

import dev.sleeper.schema.Type.PrimitiveType;
import java.util.List;

/// A column of a Parquet file: the primitive part of a field, or one of them.
///
/// @param path          the names from the field's down to the part's own
/// @param type          what its values are
/// @param maxDefinition the definition level of a value: how many of the parts on the path may be absent
/// @param maxRepetition how many of the parts on the path repeat
public record Leaf(List<String> path, PrimitiveType type, int maxDefinition, int maxRepetition) {
    public Leaf {
        path = List.copyOf(path);
    }

    /// The path for people.
    public String name() {
        return String.join(".", path);
    }

    /// True when every row has exactly one value, so that no levels are stored.
    public boolean isFlatRequired() {
        return maxDefinition == 0;
    }
}
