package dev.sleeper.server.rows;

/// Tells which record of the whole write a slot of a column belongs to, for errors; the first record is 1. For elements
/// of lists it is the record of the list around them.
@FunctionalInterface
public interface RowNumbers {
    /// For values of which no single record can be named.
    long NONE = 0;

    long recordOf(int slot);

    /// The numbers of elements, given the offsets of the lists that they are in.
    default RowNumbers ofElements(int[] offsets, int size) {
        return element -> {
            int list = 0;
            while (list + 1 < size && offsets[list + 1] <= element) {
                list++;
            }
            return recordOf(list);
        };
    }
}
