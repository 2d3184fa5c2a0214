package dev.sleeper.table;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// The jobs that a table remembers, by id, and when each began. Those that were there when the state was loaded, or
/// when jobs were last forgotten, are packed; those added since are in a tree, so that a commit copies few of either.
///
/// Immutable and thread-safe.
final class JobMap extends AbstractMap<String, Long> {
    static final JobMap EMPTY = new JobMap(PackedJobs.EMPTY, TreePMap.empty());

    /// As measured on ids of 36 characters.
    private static final long RECENT_BYTES = 150;

    private final PackedJobs packed;
    private final TreePMap<String, Long> recent;

    private JobMap(PackedJobs packed, TreePMap<String, Long> recent) {
        this.packed = packed;
        this.recent = recent;
    }

    @Override
    public int size() {
        return packed.size() + recent.size();
    }

    @Override
    public boolean containsKey(Object id) {
        return get(id) != null;
    }

    @Override
    public @Nullable Long get(Object id) {
        int place = packed.find((String) id);
        return place < 0 ? recent.get(id) : Long.valueOf(packed.begunMillis(place));
    }

    /// The jobs in the order of their ids.
    @Override
    public Set<Map.Entry<String, Long>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return JobMap.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, Long>> iterator() {
                return new Merged();
            }
        };
    }

    /// When the jobs began, in no order.
    LongStream begunMillis() {
        LongStream ofPacked = IntStream.range(0, packed.size()).mapToLong(packed::begunMillis);
        return LongStream.concat(ofPacked, recent.values().stream().mapToLong(Long::longValue));
    }

    /// About how much memory the jobs take.
    long memoryBytes() {
        return packed.memoryBytes() + RECENT_BYTES * recent.size();
    }

    /// Those that began after a time.
    JobMap begunAfter(long cutoffMillis) {
        if (begunMillis().allMatch(begun -> begun > cutoffMillis)) {
            return this;
        }
        Builder rest = EMPTY.change();
        forEach((id, begun) -> {
            if (begun > cutoffMillis) {
                rest.add(id, begun);
            }
        });
        return rest.build();
    }

    /// Begins to add jobs to these.
    Builder change() {
        return new Builder(this);
    }

    private final class Merged implements Iterator<Map.Entry<String, Long>> {
        private final Iterator<Map.Entry<String, Long>> fromRecent =
                recent.entrySet().iterator();
        private Map.@Nullable Entry<String, Long> nextRecent = fromRecent.hasNext() ? fromRecent.next() : null;
        private int nextPacked;

        @Override
        public boolean hasNext() {
            return nextRecent != null || nextPacked < packed.size();
        }

        @Override
        public Map.Entry<String, Long> next() {
            Map.Entry<String, Long> held = nextRecent;
            if (held == null || (nextPacked < packed.size() && packed.compare(nextPacked, held.getKey()) < 0)) {
                int place = nextPacked++;
                return Map.entry(packed.id(place), packed.begunMillis(place));
            }
            nextRecent = fromRecent.hasNext() ? fromRecent.next() : null;
            return held;
        }
    }

    /// Jobs being added. Those that are added to none, in the order of their ids, are packed. Not thread-safe.
    static final class Builder {
        private final PackedJobs before;
        private final PackedJobs.Builder packed = new PackedJobs.Builder();
        private final MapBuilder<String, Long> recent;
        private final boolean packing;

        private Builder(JobMap jobs) {
            this.before = jobs.packed;
            this.recent = new MapBuilder<>(jobs.recent);
            this.packing = jobs.isEmpty();
        }

        /// Adds a job; false when its id is there already.
        boolean add(String id, long begunMillis) {
            if (recent.get(id) != null) {
                return false;
            }
            if (packing && packed.add(id, begunMillis)) {
                return true;
            }
            boolean isPacked = (packing ? packed.soFar() : before).find(id) >= 0;
            return !isPacked && recent.put(id, begunMillis) == null;
        }

        JobMap build() {
            return new JobMap(packing ? packed.build() : before, recent.build());
        }
    }
}
