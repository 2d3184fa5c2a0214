package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.Version;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/// The contents that this process has lately read and knows to be on the disk.
///
/// Thread-safe.
final class Sightings {
    private static final int MAX_SIGHTINGS = 4_096;

    private final Map<String, Sighting> byPath = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sighting> eldest) {
            return size() > MAX_SIGHTINGS;
        }
    };

    private record Sighting(Version version, FileTime modified) {}

    synchronized boolean isNew(String path, Version version, FileTime modified) {
        return !new Sighting(version, modified).equals(byPath.get(path));
    }

    synchronized void add(String path, Version version, FileTime modified) {
        byPath.put(path, new Sighting(version, modified));
    }
}
