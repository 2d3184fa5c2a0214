package dev.sleeper.server.arrow;

import dev.sleeper.row.Validity;

/// Arrow leaves anything in the slot of a null row; a column of ours holds zero there.
final class NullSlots {
    private NullSlots() {}

    static void clear(int[] values, int size, Validity validity) {
        if (validity.hasNulls()) {
            for (int i = 0; i < size; i++) {
                values[i] = validity.isNull(i) ? 0 : values[i];
            }
        }
    }

    static void clear(long[] values, int size, Validity validity) {
        if (validity.hasNulls()) {
            for (int i = 0; i < size; i++) {
                values[i] = validity.isNull(i) ? 0 : values[i];
            }
        }
    }

    static void clear(double[] values, int size, Validity validity) {
        if (validity.hasNulls()) {
            for (int i = 0; i < size; i++) {
                values[i] = validity.isNull(i) ? 0 : values[i];
            }
        }
    }

    /// True when a null row of these offsets has a length.
    static boolean anyHolds(int[] offsets, int size, Validity validity) {
        if (validity.hasNulls()) {
            for (int i = 0; i < size; i++) {
                if (validity.isNull(i) && offsets[i + 1] != offsets[i]) {
                    return true;
                }
            }
        }
        return false;
    }
}
