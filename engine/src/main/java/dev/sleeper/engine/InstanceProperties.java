package dev.sleeper.engine;

import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.properties.PropertiesText;
import dev.sleeper.environment.Environment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.PutOutcome;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.objectstore.SwapOutcome;
import dev.sleeper.objectstore.VersionedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The object `instance.properties`: what the instance is called, in which format it is stored, and the few settings of
/// it that users may change. Read when it is needed; changed by compare-and-swap. Thread-safe.
final class InstanceProperties {
    /// The stored format that this Sleeper writes, and the newest that it reads.
    static final int FORMAT_VERSION = 1;

    /// Buckets that files may be ingested from, joined by commas.
    static final String INGEST_SOURCE_BUCKET = "sleeper.ingest.source.bucket";

    /// What users may set.
    static final List<String> SETTABLE = List.of(INGEST_SOURCE_BUCKET);

    private static final String PATH = "instance.properties";
    private static final String ID = "sleeper.instance.id";
    private static final String FORMAT = "sleeper.format.version";
    private static final String PROBED_ROOT = "sleeper.probed.root";
    private static final String SWEPT_MILLIS = "sleeper.swept.millis";
    private static final int MAX_ATTEMPTS = 20;
    private static final int MAX_VALUE_LENGTH = 4_096;

    private final ObjectStore store;
    private final String id;
    private final int formatVersion;
    private volatile String probedRoot;
    private volatile Instant swept;

    private InstanceProperties(ObjectStore store, String id, int formatVersion, Map<String, String> properties) {
        this.store = store;
        this.id = id;
        this.formatVersion = formatVersion;
        this.probedRoot = properties.getOrDefault(PROBED_ROOT, "");
        this.swept = swept(properties);
    }

    /// Reads the object, or makes it in an empty store.
    ///
    /// @throws RequestException with `UNSUPPORTED_FORMAT`
    static InstanceProperties open(ObjectStore store, Environment environment) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<VersionedObject> stored = store.get(PATH);
            if (stored.isPresent()) {
                return of(store, parse(stored.get().content()));
            }
            SortedMap<String, String> made = new TreeMap<>();
            made.put(ID, environment.randomId());
            made.put(FORMAT, Integer.toString(FORMAT_VERSION));
            made.put(SWEPT_MILLIS, Long.toString(environment.clock().now().toEpochMilli()));
            if (store.putIfAbsent(PATH, PropertiesText.format(made)) == PutOutcome.CREATED) {
                return of(store, made);
            }
        }
        throw new StoreUnavailableException("The store took no " + PATH + ", nor does it have one", null);
    }

    private static InstanceProperties of(ObjectStore store, Map<String, String> properties) {
        String id = properties.get(ID);
        String format = properties.get(FORMAT);
        if (id == null || format == null || !format.matches("[0-9]{1,9}")) {
            throw new RequestException(
                    Code.UNSUPPORTED_FORMAT,
                    "The object " + PATH + " at " + store.root() + " lacks " + ID + " or " + FORMAT,
                    "Name the root of an instance, or an empty place for a new one.");
        }
        int version = Integer.parseInt(format);
        if (version > FORMAT_VERSION) {
            throw new RequestException(
                    Code.UNSUPPORTED_FORMAT,
                    "The instance at " + store.root() + " is stored in format " + version
                            + ", but this Sleeper knows formats up to " + FORMAT_VERSION,
                    "Use the Sleeper that made it, or a newer one.");
        }
        return new InstanceProperties(store, id, version, properties);
    }

    String id() {
        return id;
    }

    int formatVersion() {
        return formatVersion;
    }

    /// Whether the store was found to keep its promises; false when the instance was copied here from elsewhere.
    boolean isStoreProbed() {
        return probedRoot.equals(store.root().toString());
    }

    /// Notes for all time that the store keeps its promises.
    void noteStoreProbed() {
        String root = store.root().toString();
        change(PROBED_ROOT, root);
        probedRoot = root;
    }

    /// Whether, as far as this process knows, the last sweep of the instance began longer ago than this. A time in the
    /// future says nothing.
    boolean isSweepDue(Instant now, Duration every) {
        return Duration.between(swept, now).abs().compareTo(every) >= 0;
    }

    /// Takes on the next sweep if it is due; at most one of all processes does.
    boolean takeSweep(Instant now, Duration every) {
        VersionedObject stored = read();
        SortedMap<String, String> properties = parse(stored.content());
        swept = swept(properties);
        if (!isSweepDue(now, every)) {
            return false;
        }
        properties.put(SWEPT_MILLIS, Long.toString(now.toEpochMilli()));
        boolean taken =
                store.compareAndSwap(PATH, stored.version(), PropertiesText.format(properties)) == SwapOutcome.SWAPPED;
        swept = taken ? now : swept;
        return taken;
    }

    private static Instant swept(Map<String, String> properties) {
        String millis = properties.getOrDefault(SWEPT_MILLIS, "");
        return millis.matches("[0-9]{1,15}") ? Instant.ofEpochMilli(Long.parseLong(millis)) : Instant.EPOCH;
    }

    /// What users have set.
    SortedMap<String, String> settings() {
        SortedMap<String, String> settings = parse(read().content());
        settings.keySet().retainAll(SETTABLE);
        return settings;
    }

    /// Sets one of [#SETTABLE].
    void set(String name, String value) {
        if (!SETTABLE.contains(name)) {
            throw new RequestException(
                    Code.INVALID_PROPERTY,
                    "There is no instance property " + name,
                    "Properties that can be set: " + String.join(", ", SETTABLE) + ".");
        }
        if (value.length() > MAX_VALUE_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
            throw new RequestException(
                    Code.INVALID_PROPERTY,
                    "The value for " + name + " is longer than " + MAX_VALUE_LENGTH
                            + " characters or has control characters",
                    "Give one line of text.");
        }
        change(name, value);
    }

    private void change(String name, String value) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            VersionedObject stored = read();
            SortedMap<String, String> properties = parse(stored.content());
            if (value.equals(properties.put(name, value))
                    || store.compareAndSwap(PATH, stored.version(), PropertiesText.format(properties))
                            == SwapOutcome.SWAPPED) {
                return;
            }
        }
        throw new StoreUnavailableException("Property " + name + " could not be set: " + PATH + " kept changing", null);
    }

    private VersionedObject read() {
        return store.get(PATH)
                .orElseThrow(() ->
                        new StoreUnavailableException("The object " + PATH + " at " + store.root() + " is gone", null));
    }

    private static SortedMap<String, String> parse(byte[] content) {
        try {
            return PropertiesText.parse(content);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    Code.UNSUPPORTED_FORMAT,
                    "The object " + PATH + " is no properties file: " + e.getMessage(),
                    "Restore it from a copy.",
                    e);
        }
    }
}
