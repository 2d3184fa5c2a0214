package dev.sleeper.server.arrow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of an Arrow stream, or a part of one.
///
/// @param name       its name; parts of lists and maps have any
/// @param type       what its values are; of a column in dictionary encoding, what the dictionary's values are
/// @param children   the elements of a list; the struct of a map; the parts of a struct
/// @param dictionary set when the column holds indexes into a dictionary
record ArrowField(
        String name,
        ArrowType type,
        List<ArrowField> children,
        @Nullable DictionaryReference dictionary) {

    ArrowField {
        children = List.copyOf(children);
    }

    /// @param id    names the dictionary in the stream
    /// @param index the type of the indexes
    record DictionaryReference(long id, ArrowType.Whole index) {}

    /// The type for people.
    String describe() {
        return dictionary == null ? type.toString() : "dictionary of " + type;
    }
}
