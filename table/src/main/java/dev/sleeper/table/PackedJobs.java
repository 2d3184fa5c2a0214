package dev.sleeper.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Jobs in the order of their ids, in three arrays: as objects of their own, a million of them would take three times
/// the memory, and seconds of the collector's time whenever they are loaded. Immutable.
final class PackedJobs {
    static final PackedJobs EMPTY = new Builder().build();

    private static final int FIRST_CAPACITY = 16;
    /// The id of job `i` is the ASCII text from `starts[i]` to before `starts[i + 1]`.
    private final byte[] ids;

    private final int[] starts;
    private final long[] begunMillis;
    private final int size;

    private PackedJobs(byte[] ids, int[] starts, long[] begunMillis, int size) {
        this.ids = ids;
        this.starts = starts;
        this.begunMillis = begunMillis;
        this.size = size;
    }

    int size() {
        return size;
    }

    String id(int place) {
        return new String(ids, starts[place], starts[place + 1] - starts[place], StandardCharsets.US_ASCII);
    }

    long begunMillis(int place) {
        return begunMillis[place];
    }

    long memoryBytes() {
        return ids.length + (long) Integer.BYTES * starts.length + (long) Long.BYTES * begunMillis.length;
    }

    /// The place of a job; below 0 when it is not there.
    int find(String id) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// Compares the id at a place with another, as strings are compared.
    int compare(int place, String id) {
        int start = starts[place];
        int length = starts[place + 1] - start;
        for (int i = 0; i < Math.min(length, id.length()); i++) {
            int order = ids[start + i] - id.charAt(i);
            if (order != 0) {
                return order;
            }
        }
        return length - id.length();
    }

    /// Packs jobs that come in the order of their ids. Not thread-safe.
    static final class Builder {
        private byte[] ids = new byte[FIRST_CAPACITY];
        private int[] starts = new int[FIRST_CAPACITY];
        private long[] begunMillis = new long[FIRST_CAPACITY];
        private int size;

        /// Adds a job unless its id is not above that of the one before, is not ASCII, or finds no room.
        boolean add(String id, long begun) {
            int start = starts[size];
            if ((size > 0 && soFar().compare(size - 1, id) >= 0) || id.length() > Integer.MAX_VALUE / 2 - start) {
                return false;
            }
            reserve(start + id.length());
            for (int i = 0; i < id.length(); i++) {
                char c = id.charAt(i);
                if (c > 0x7f) {
                    return false;
                }
                ids[start + i] = (byte) c;
            }
            begunMillis[size] = begun;
            size++;
            starts[size] = start + id.length();
            return true;
        }

        PackedJobs build() {
            return new PackedJobs(
                    Arrays.copyOf(ids, starts[size]),
                    Arrays.copyOf(starts, size + 1),
                    Arrays.copyOf(begunMillis, size),
                    size);
        }

        /// The jobs added so far; not valid any more once another is added.
        PackedJobs soFar() {
            return new PackedJobs(ids, starts, begunMillis, size);
        }

        private void reserve(int idBytes) {
            if (idBytes > ids.length) {
                ids = Arrays.copyOf(ids, Math.max(idBytes, 2 * ids.length));
            }
            if (size + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
                begunMillis = Arrays.copyOf(begunMillis, 2 * begunMillis.length);
            }
        }
    }
}
