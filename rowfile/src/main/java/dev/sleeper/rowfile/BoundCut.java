package dev.sleeper.rowfile;

import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Arrays;

/// Shortens long strings and byte arrays to bounds that still lie below, or above, so that a file of long keys
/// has a short footer. A string stays valid UTF-8, because other readers decode bounds.
final class BoundCut {
    /// Bounds up to this length are exact.
    static final int MAX_LENGTH = 1024;

    private static final int UNSIGNED_MAX = 0xff;

    private BoundCut() {}

    /// A value that is not above this one.
    static byte[] lower(PrimitiveType type, byte[] value) {
        return value.length <= MAX_LENGTH ? value : Arrays.copyOf(value, cutAt(type, value));
    }

    /// A value that is not below this one; the value itself when no shorter one is found.
    static byte[] upper(PrimitiveType type, byte[] value) {
        if (value.length <= MAX_LENGTH) {
            return value;
        }
        byte[] cut = Arrays.copyOf(value, cutAt(type, value));
        for (int at = cut.length - 1; at >= 0; at--) {
            if (canBeRaised(type, cut[at])) {
                byte[] raised = Arrays.copyOf(cut, at + 1);
                raised[at]++;
                return raised;
            }
        }
        return value;
    }

    private static int cutAt(PrimitiveType type, byte[] value) {
        int at = MAX_LENGTH;
        while (type == PrimitiveType.STRING && at > 0 && isContinuation(value[at])) {
            at--;
        }
        return at;
    }

    /// In a string only ASCII is raised, and only to ASCII: every other character has neighbours that are none.
    private static boolean canBeRaised(PrimitiveType type, byte last) {
        return type == PrimitiveType.STRING ? last >= 0 && last < Byte.MAX_VALUE : (last & UNSIGNED_MAX) < UNSIGNED_MAX;
    }

    private static boolean isContinuation(byte next) {
        return (next & 0xc0) == 0x80;
    }
}
