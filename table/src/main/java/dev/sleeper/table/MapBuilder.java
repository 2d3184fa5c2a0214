package dev.sleeper.table;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// A persistent map being changed. What is put into an empty one is gathered first: that costs a fraction of as many
/// persistent maps one after the other, and a state of millions of entries is loaded so.
///
/// Not thread-safe.
final class MapBuilder<K extends Comparable<K>, V> {
    private TreePMap<K, V> map;
    private TreeMap<K, V> gathered = new TreeMap<>();

    MapBuilder() {
        this(TreePMap.empty());
    }

    MapBuilder(TreePMap<K, V> map) {
        this.map = map;
    }

    @Nullable
    V get(K key) {
        return map.isEmpty() ? gathered.get(key) : map.get(key);
    }

    /// Puts a value in place of what the key had; answers that, or null.
    @Nullable
    V put(K key, V value) {
        if (map.isEmpty()) {
            return gathered.put(key, value);
        }
        V before = map.get(key);
        map = map.plus(key, value);
        return before;
    }

    /// Takes a key out; answers what it had, or null.
    @Nullable
    V remove(K key) {
        V before = get(key);
        if (before != null) {
            map = build().minus(key);
        }
        return before;
    }

    /// The map as it is now.
    TreePMap<K, V> build() {
        if (!gathered.isEmpty()) {
            map = TreePMap.fromSortedMap(gathered);
            gathered = new TreeMap<>();
        }
        return map;
    }
}
