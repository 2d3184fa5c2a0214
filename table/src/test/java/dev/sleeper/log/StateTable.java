package dev.sleeper.log;

import java.util.Arrays;

/// The states of a search in the order in which they were found, each a pair of numbers, with the state that it
/// was first reached from. Compares states exactly; takes some 30 bytes for each.
final class StateTable {
    private static final int FIRST_CAPACITY = 1 << 16;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private long[] first = new long[FIRST_CAPACITY];
    private long[] second = new long[FIRST_CAPACITY];
    private int[] parents = new int[FIRST_CAPACITY];
    private int[] slots = emptySlots(2 * FIRST_CAPACITY);
    private int size;

    /// Adds a state unless it is there.
    void add(long a, long b, int parent) {
        int slot = find(a, b);
        if (slots[slot] >= 0) {
            return;
        }
        if (size == first.length) {
            grow();
            slot = find(a, b);
        }
        first[size] = a;
        second[size] = b;
        parents[size] = parent;
        slots[slot] = size++;
    }

    int size() {
        return size;
    }

    long first(int index) {
        return first[index];
    }

    long second(int index) {
        return second[index];
    }

    /// The index of the state before; −1 for the first.
    int parent(int index) {
        return parents[index];
    }

    private int find(long a, long b) {
        long hash = (a * MIX ^ b) * MIX;
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] >= 0 && (first[slots[slot]] != a || second[slots[slot]] != b)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = Math.multiplyExact(first.length, 2);
        first = Arrays.copyOf(first, capacity);
        second = Arrays.copyOf(second, capacity);
        parents = Arrays.copyOf(parents, capacity);
        slots = emptySlots(2 * capacity);
        for (int i = 0; i < size; i++) {
            slots[find(first[i], second[i])] = i;
        }
    }

    private static int[] emptySlots(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, -1);
        return slots;
    }
}
