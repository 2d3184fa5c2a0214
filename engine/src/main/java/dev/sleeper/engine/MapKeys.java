package dev.sleeper.engine;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Whether the keys of maps are all different, as those who read maps into maps of their own take for granted.
final class MapKeys {
    private MapKeys() {}

    /// The first row whose map has a key twice; −1 when there is none.
    static int firstRepeated(MapColumn maps) {
        int[] offsets = maps.offsets();
        Set<Object> seen = new HashSet<>();
        for (int row = 0; row < maps.size(); row++) {
            int entries = offsets[row + 1] - offsets[row];
            if (entries > 1) {
                seen.clear();
                for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                    seen.add(key(maps.keys(), i));
                }
                if (seen.size() < entries) {
                    return row;
                }
            }
        }
        return -1;
    }

    private static Object key(Column keys, int at) {
        return switch (keys) {
            case BytesColumn bytes -> ByteBuffer.wrap(bytes.bytes(), bytes.offsets()[at], bytes.length(at));
            case LongColumn longs -> longs.value(at);
            case IntColumn ints -> ints.value(at);
            case BooleanColumn truths -> truths.value(at);
            default -> throw new IllegalArgumentException("No map has keys in a " + keys.getClass());
        };
    }
}
