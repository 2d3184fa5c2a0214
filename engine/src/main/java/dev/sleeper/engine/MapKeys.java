package dev.sleeper.engine;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.PrimitiveType;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Whether the keys of maps are all different, as those who read maps into maps of their own take for granted.
final class MapKeys {
    private MapKeys() {}

    /// The first row whose map has a key twice; −1 when there is none.
    ///
    /// @param type of the keys
    static int firstRepeated(Type type, MapColumn maps) {
        int[] offsets = maps.offsets();
        Set<Object> seen = new HashSet<>();
        for (int row = 0; row < maps.size(); row++) {
            int entries = offsets[row + 1] - offsets[row];
            if (entries > 1) {
                seen.clear();
                for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                    seen.add(key(type, maps.keys(), i));
                }
                if (seen.size() < entries) {
                    return row;
                }
            }
        }
        return -1;
    }

    /// Zeros of either sign are one key, as they are to Python and Spark, and so are all that are not a number.
    private static Object key(Type type, Column keys, int at) {
        return switch (keys) {
            case BytesColumn bytes -> ByteBuffer.wrap(bytes.bytes(), bytes.offsets()[at], bytes.length(at));
            case LongColumn longs when type == PrimitiveType.DOUBLE -> 0.0 + Double.longBitsToDouble(longs.value(at));
            case LongColumn longs -> longs.value(at);
            case IntColumn ints when type == PrimitiveType.FLOAT -> 0.0f + Float.intBitsToFloat(ints.value(at));
            case IntColumn ints -> ints.value(at);
            case BooleanColumn truths -> truths.value(at);
            default -> throw new IllegalArgumentException("No map has keys in a " + keys.getClass());
        };
    }
}
