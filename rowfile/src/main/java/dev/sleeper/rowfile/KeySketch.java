package dev.sleeper.rowfile;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// How the row keys of one or more files are spread: some of the keys in order, each with the number of rows
/// that it stands for, namely itself and those between it and the sample before. It answers for any share of
/// the rows which key they lie below; the sketch of one file is off by less than 1 % of its rows, and a union
/// adds as much again.
///
/// A file's rows come in order, so that evenly spaced ones are the best sample there is, and the same rows
/// always give the same sketch. (The KLL sketch of datasketches 6.2 was tried: it does not run on Java 25, is
/// drawn at random, and is less exact on ordered rows.)
///
/// Immutable and thread-safe.
public final class KeySketch {
    /// A sketch has fewer than twice as many samples.
    static final int SAMPLES = 128;

    private final List<Sample> samples;
    private final long rowCount;

    /// @param key  of the last of the rows
    /// @param rows how many rows it stands for
    record Sample(Key key, long rows) {}

    KeySketch(List<Sample> samples) {
        this.samples = List.copyOf(samples);
        this.rowCount = samples.stream().mapToLong(Sample::rows).reduce(0, Math::addExact);
    }

    /// The sketch of all rows of some files.
    public static KeySketch union(List<KeySketch> sketches) {
        List<Sample> all = new ArrayList<>();
        sketches.forEach(sketch -> all.addAll(sketch.samples));
        all.sort(Comparator.comparing(Sample::key));
        long rows = sketches.stream().mapToLong(KeySketch::rowCount).reduce(0, Math::addExact);
        long step = Math.max(1, rows / SAMPLES);
        List<Sample> kept = new ArrayList<>();
        long pending = 0;
        for (int i = 0; i < all.size(); i++) {
            pending += all.get(i).rows;
            if (pending >= step || i + 1 == all.size()) {
                kept.add(new Sample(all.get(i).key, pending));
                pending = 0;
            }
        }
        return new KeySketch(kept);
    }

    /// The sketch of the rows in a range: of the sample that the range begins within, it counts all rows.
    public KeySketch within(KeyRange range) {
        return new KeySketch(
                samples.stream().filter(sample -> range.contains(sample.key)).toList());
    }

    /// Keys that cut the rows into parts of about the same number: ascending and distinct, each with rows below it and
    /// at it. Fewer than asked for, or none, where many rows have the same key.
    public List<Key> cuts(int parts) {
        if (samples.isEmpty() || samples.getFirst().key.equals(samples.getLast().key)) {
            return List.of();
        }
        TreeSet<Key> cuts = new TreeSet<>();
        for (int i = 1; i < parts; i++) {
            cuts.add(quantile((double) i / parts));
        }
        Key first = samples.getFirst().key;
        if (cuts.remove(first) && cuts.isEmpty()) {
            samples.stream()
                    .map(Sample::key)
                    .filter(key -> key.compareTo(first) > 0)
                    .findFirst()
                    .ifPresent(cuts::add);
        }
        return List.copyOf(cuts);
    }

    /// How many rows the sketch stands for.
    public long rowCount() {
        return rowCount;
    }

    /// A key of which about this share of the rows lie at or below it.
    ///
    /// @param rank from 0 to 1
    /// @throws IllegalStateException when there are no rows
    public Key quantile(double rank) {
        if (samples.isEmpty()) {
            throw new IllegalStateException("A sketch of no rows has no quantiles");
        }
        double wanted = rank * rowCount;
        long below = 0;
        for (Sample sample : samples) {
            below += sample.rows;
            if (below >= wanted) {
                return sample.key;
            }
        }
        return samples.getLast().key;
    }

    /// The bytes that a file keeps of the sketch: for each sample the rows (8 bytes, big-endian), the length of
    /// the key (4 bytes) and its encoding.
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(sizeBytes()));
        for (Sample sample : samples) {
            bytes.putLong(sample.rows).putInt(sample.key.length()).put(sample.key.toEncoded());
        }
        return bytes.array();
    }

    /// A sketch from its bytes, as [#toBytes] gives them.
    ///
    /// @throws IllegalArgumentException when they are no sketch of keys
    public static KeySketch ofBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Sample> samples = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                long rows = in.getLong();
                int length = in.getInt();
                if (rows <= 0 || length < 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("The bytes are no sketch of keys");
                }
                Key key = Key.ofEncoded(bytes, in.position(), in.position() + length);
                in.position(in.position() + length);
                samples.add(new Sample(key, rows));
            }
            return new KeySketch(samples);
        } catch (BufferUnderflowException | ArithmeticException damaged) {
            throw new IllegalArgumentException("The bytes are no sketch of keys", damaged);
        }
    }

    /// About how much memory the sketch takes, and exactly how many bytes [#toBytes] gives.
    long sizeBytes() {
        return samples.stream()
                .mapToLong(sample -> Long.BYTES + Integer.BYTES + sample.key.length())
                .sum();
    }
}
