package dev.sleeper.engine.foreign;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/// Estimates at which values of the first row key a table's leaves should meet, from sample rows in any order. It
/// keeps some of the keys, chosen by a hash of the row's number, so that no pattern in the rows shows in the sample and
/// the same rows always give the same answer: at least 100 for each leaf, so that most leaves get within a tenth of
/// their share.
///
/// Not thread-safe.
public final class SplitPointEstimate {
    /// More leaves than these cannot be estimated.
    public static final int MAX_LEAVES = 10_000;

    private static final int SAMPLES_A_LEAF = 200;
    private static final int MIN_SAMPLES = 1 << 16;
    private static final long MAX_BYTES = 128L << 20;
    /// Of very long keys fewer are kept.
    private static final int LEAST_SAMPLES = 1 << 10;

    private final KeyCodec codec;
    private final int leaves;
    private List<Sample> samples = new ArrayList<>();
    private long sampleBytes;
    private long mask;
    private long rowCount;

    private record Sample(long hash, Key key) {}

    /// @param rowKey the first row key
    /// @param leaves how many leaves there are to be, 2 to [#MAX_LEAVES]
    public SplitPointEstimate(Field rowKey, int leaves) {
        if (leaves < 2 || leaves > MAX_LEAVES) {
            throw new IllegalArgumentException("There can be 2 to " + MAX_LEAVES + " leaves, not " + leaves);
        }
        this.codec = KeyCodec.ofRowKeys(new Schema(List.of(rowKey), List.of(rowKey.name()), List.of()));
        this.leaves = leaves;
    }

    /// Takes rows into account.
    ///
    /// @param rows with the row key as their only column
    /// @throws RequestException with `INVALID_ROW` when one is null
    public void add(RowBatch rows) {
        List<Column> key = rows.columns();
        for (int row = 0; row < rows.rowCount(); row++) {
            if (key.getFirst().isNull(row)) {
                throw new RequestException(
                        Code.INVALID_ROW,
                        "Record " + (rowCount + 1) + " of all has no value of " + rowKey().name()
                                + ", and a row key always has one",
                        "Give files that could be written to the table.");
            }
            long hash = hash(rowCount++);
            if ((hash & mask) == 0) {
                add(new Sample(hash, codec.encode(key, row)));
            }
        }
    }

    private void add(Sample sample) {
        samples.add(sample);
        sampleBytes += sample.key.length();
        while (samples.size() >= 2 * Math.max(MIN_SAMPLES, SAMPLES_A_LEAF * leaves / 2)
                || (sampleBytes > MAX_BYTES && samples.size() > LEAST_SAMPLES)) {
            mask = mask << 1 | 1;
            samples = new ArrayList<>(
                    samples.stream().filter(kept -> (kept.hash & mask) == 0).toList());
            sampleBytes = samples.stream().mapToLong(kept -> kept.key.length()).sum();
        }
    }

    /// The first row key, as it was given.
    public Field rowKey() {
        return codec.fields().getFirst();
    }

    /// How many rows were taken into account.
    public long rowCount() {
        return rowCount;
    }

    /// The split points: `Long`, `String` or `byte[]`, ascending, each once, with rows below the first. Where many
    /// rows have the same key there are fewer than one less than the leaves, and none when all have.
    public List<Object> splitPoints() {
        List<Key> keys = samples.stream().map(Sample::key).sorted().toList();
        List<Object> points = new ArrayList<>();
        if (keys.isEmpty()) {
            return points;
        }
        Key last = keys.getFirst();
        for (int leaf = 1; leaf < leaves; leaf++) {
            Key key = keys.get(Math.toIntExact((long) leaf * keys.size() / leaves));
            if (key.compareTo(last) > 0) {
                points.add(codec.decode(key).getFirst());
                last = key;
            }
        }
        if (points.isEmpty()) {
            // Most rows have the least key: the others get a leaf of their own.
            keys.stream()
                    .filter(key -> key.compareTo(keys.getFirst()) > 0)
                    .findFirst()
                    .ifPresent(key -> points.add(codec.decode(key).getFirst()));
        }
        return points;
    }

    /// How many bytes the keys have that are kept.
    long sampleBytes() {
        return sampleBytes;
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private static long hash(long row) {
        long mixed = row * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
