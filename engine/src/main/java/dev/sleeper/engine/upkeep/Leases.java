package dev.sleeper.engine.upkeep;

import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.properties.PropertiesText;
import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectSummary;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.Version;
import dev.sleeper.objectstore.VersionedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who merges the files of which partition, so that servers do not do the same at once. A lease lies in the store
/// and is renewed as the work goes on. Another takes it over once it has seen it unchanged for a term by its own
/// clock, so that it does not matter what time the clocks of servers tell. Leases save double work and nothing else:
/// what was done twice is refused when it is committed, and it does no harm that a lease is lost.
///
/// Thread-safe.
public final class Leases {
    private static final String FOLDER = "jobs/open/compaction/";
    private static final Duration TERM = Duration.ofMinutes(1);
    /// When a lease expires that its process has given back.
    private static final Instant GIVEN_BACK = Instant.EPOCH;

    /// More than clocks of servers may differ.
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private static final int PAGE = 1_000;
    private static final int MAX_ATTEMPTS = 3;

    private final ObjectStore store;
    private final Environment environment;
    private final String process;
    private final Set<String> here = ConcurrentHashMap.newKeySet();
    private final Map<String, Seen> others = new ConcurrentHashMap<>();

    /// Another's lease as this process first saw it.
    private record Seen(Version version, long atNanos) {}

    public Leases(ObjectStore store, Environment environment) {
        this.store = store;
        this.environment = environment;
        this.process = environment.randomId();
    }

    /// Takes on a compaction; empty when another thread or process is at the partition. Where that process has died, it
    /// takes two calls, a minute or more apart.
    ///
    /// @throws StoreUnavailableException when the store did not answer
    public Optional<Lease> claim(String tableId, Compaction compaction) {
        String path = FOLDER + tableId + "/" + compaction.partitionId();
        if (!here.add(path)) {
            return Optional.empty();
        }
        Lease lease = new Lease(path, compaction, environment.clock().now());
        boolean claimed = false;
        try {
            claimed = lease.claim();
        } finally {
            if (!claimed) {
                here.remove(path);
            }
        }
        return claimed ? Optional.of(lease) : Optional.empty();
    }

    /// The work on a table that is going on, on whatever server, by partition.
    public List<OpenJob> list(String tableId) {
        String folder = FOLDER + tableId + "/";
        Instant now = environment.clock().now();
        List<OpenJob> jobs = new ArrayList<>();
        for (String path : paths(folder)) {
            store.get(path)
                    .map(stored -> job(path.substring(folder.length()), stored))
                    .filter(job -> job != null && !isExpired(job, now))
                    .ifPresent(jobs::add);
        }
        return jobs;
    }

    /// Deletes leases that nobody has renewed for long.
    public void sweep() {
        Instant now = environment.clock().now();
        for (String path : paths(FOLDER)) {
            Optional<VersionedObject> stored = store.get(path);
            OpenJob job = stored.isPresent() ? job("", stored.get()) : null;
            if (job == null || isFarOff(job, now)) {
                store.delete(path);
            }
        }
    }

    private List<String> paths(String folder) {
        List<String> paths = new ArrayList<>();
        List<ObjectSummary> page = store.list(folder, "", PAGE);
        while (!page.isEmpty()) {
            page.forEach(object -> paths.add(object.path()));
            page = store.list(folder, page.getLast().path(), PAGE);
        }
        return paths;
    }

    private static boolean isExpired(OpenJob job, Instant now) {
        return !job.expires().isAfter(now) || isFarOff(job, now);
    }

    /// Long expired, or written by a clock that was wrong.
    private static boolean isFarOff(OpenJob job, Instant now) {
        return !job.expires().isAfter(now.minus(FORGOTTEN_AFTER))
                || job.expires().isAfter(now.plus(FORGOTTEN_AFTER));
    }

    private static @Nullable OpenJob job(String partition, VersionedObject stored) {
        try {
            SortedMap<String, String> properties = PropertiesText.parse(stored.content());
            return new OpenJob(
                    "compaction",
                    partition,
                    properties.getOrDefault("process", ""),
                    Integer.parseInt(properties.getOrDefault("files", "")),
                    Long.parseLong(properties.getOrDefault("rows", "")),
                    Long.parseLong(properties.getOrDefault("rowsDone", "")),
                    Instant.ofEpochMilli(Long.parseLong(properties.getOrDefault("begunMillis", ""))),
                    Instant.ofEpochMilli(Long.parseLong(properties.getOrDefault("expiresMillis", ""))));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The work on one partition's files, taken on by this process. Thread-safe; closing it gives it back.
    public final class Lease implements AutoCloseable {
        private final String path;
        private final Compaction compaction;
        private final Instant begun;
        private long rowsDone;
        private long renewedNanos;
        private volatile boolean lost;

        private Lease(String path, Compaction compaction, Instant begun) {
            this.path = path;
            this.compaction = compaction;
            this.begun = begun;
        }

        private boolean claim() {
            renewedNanos = environment.clock().nanoTime();
            Optional<VersionedObject> stored = store.get(path);
            if (stored.isEmpty()) {
                return store.putIfAbsent(path, content(environment.clock().now().plus(TERM))) == PutOutcome.CREATED;
            }
            return isFree(stored.get())
                    && store.compareAndSwap(
                                    path,
                                    stored.get().version(),
                                    content(environment.clock().now().plus(TERM)))
                            == SwapOutcome.SWAPPED;
        }

        /// Whether nobody is at the work: it was given back, or its lease has not changed for a term.
        private boolean isFree(VersionedObject stored) {
            OpenJob job = job("", stored);
            if (job != null && (job.process().equals(process) || job.expires().equals(GIVEN_BACK))) {
                others.remove(path);
                return true;
            }
            Seen now = new Seen(stored.version(), renewedNanos);
            Seen since = others.merge(path, now, (first, again) -> first.version.equals(again.version) ? first : again);
            return now.atNanos - since.atNanos >= TERM.toNanos();
        }

        /// Says that the work goes on.
        ///
        /// @param rows how many rows were read since this was said last
        /// @throws LeaseLostException when another has taken the work for lost, and taken it on
        public void progress(int rows) {
            synchronized (this) {
                rowsDone += rows;
                long now = environment.clock().nanoTime();
                if (!lost && now - renewedNanos < TERM.toNanos() / 3) {
                    return;
                }
                renewedNanos = now;
            }
            renew();
        }

        private void renew() {
            try {
                lost = !put(environment.clock().now().plus(TERM));
            } catch (StoreUnavailableException e) {
                // Then it may expire; the commit will tell.
                return;
            }
            if (lost) {
                throw new LeaseLostException("Another server has taken on partition " + compaction.partitionId());
            }
        }

        /// Writes the lease anew; false when it is another's.
        private boolean put(Instant expires) {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                Optional<VersionedObject> stored = store.get(path);
                OpenJob job = stored.isPresent() ? job("", stored.get()) : null;
                if (job != null && !job.process().equals(process)) {
                    return false;
                }
                boolean written = stored.isPresent()
                        ? store.compareAndSwap(path, stored.get().version(), content(expires)) == SwapOutcome.SWAPPED
                        : store.putIfAbsent(path, content(expires)) == PutOutcome.CREATED;
                if (written) {
                    return true;
                }
            }
            // The store cannot say whether it took it.
            return true;
        }

        private byte[] content(Instant expires) {
            SortedMap<String, String> properties = new TreeMap<>();
            properties.put("process", process);
            properties.put("files", Integer.toString(compaction.inputs().size()));
            properties.put("rows", Long.toString(compaction.rowCount()));
            properties.put("rowsDone", Long.toString(rowsDone));
            properties.put("begunMillis", Long.toString(begun.toEpochMilli()));
            properties.put("expiresMillis", Long.toString(expires.toEpochMilli()));
            // A content never comes back.
            properties.put("writing", environment.randomId());
            return PropertiesText.format(properties);
        }

        @Override
        public void close() {
            try {
                if (!lost) {
                    // Not deleted: another may take it on at the same moment.
                    put(GIVEN_BACK);
                }
            } catch (StoreUnavailableException e) {
                // It expires.
            } finally {
                here.remove(path);
            }
        }
    }
}
