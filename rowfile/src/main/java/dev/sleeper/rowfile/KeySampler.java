package dev.sleeper.rowfile;

import dev.sleeper.row.Column;
import dev.sleeper.row.Key;
import dev.sleeper.row.KeyCodec;
import dev.sleeper.rowfile.KeySketch.Sample;
import java.util.ArrayList;
import java.util.List;

/// Samples the row keys of a file while it is written: every row at first; each time that there are too many
/// samples, every other one is dropped, and from then on rows are taken half as often.
///
/// Not thread-safe.
final class KeySampler {
    private static final int MAX_SAMPLES = 2 * KeySketch.SAMPLES;

    /// Of very long keys fewer are kept, so that they do not swell the footer.
    private static final long MAX_BYTES = 1 << 16;

    private static final int MIN_SAMPLES = 16;

    private final KeyCodec codec;
    private List<Key> samples = new ArrayList<>();
    private long sampleBytes;
    private long step = 1;
    private long rowCount;

    KeySampler(KeyCodec codec) {
        this.codec = codec;
    }

    /// Takes note of the rows from `from` to before `to`.
    ///
    /// @param rowKeys the row key columns, in their order
    void add(List<Column> rowKeys, int from, int to) {
        long first = rowCount;
        long end = rowCount + to - from;
        for (long next = nextSample(); next < end; next = nextSample()) {
            add(codec.encode(rowKeys, from + Math.toIntExact(next - first)));
        }
        rowCount = end;
    }

    /// Takes note of rows that were sampled elsewhere: of each step, the sample that is next to its last row.
    ///
    /// @param last the key of the last of those rows
    void append(KeySampler rows, Key last) {
        while (step < rows.step) {
            dropEveryOther();
        }
        long first = rowCount;
        long end = rowCount + rows.rowCount;
        for (long next = nextSample(); next < end; next = nextSample()) {
            int at = Math.toIntExact(Math.ceilDiv(next + 1 - first, rows.step)) - 1;
            add(at < rows.samples.size() ? rows.samples.get(at) : last);
        }
        rowCount = end;
    }

    private void add(Key sample) {
        samples.add(sample);
        sampleBytes += sample.length();
        if (samples.size() >= MAX_SAMPLES || (sampleBytes > MAX_BYTES && samples.size() >= MIN_SAMPLES)) {
            dropEveryOther();
        }
    }

    /// The last row of those that the next sample stands for.
    private long nextSample() {
        return (samples.size() + 1) * step - 1;
    }

    private void dropEveryOther() {
        List<Key> kept = new ArrayList<>();
        sampleBytes = 0;
        for (int i = 1; i < samples.size(); i += 2) {
            kept.add(samples.get(i));
            sampleBytes += samples.get(i).length();
        }
        samples = kept;
        step *= 2;
    }

    /// The sketch of all rows so far.
    ///
    /// @param last the key of the last of them
    KeySketch finish(Key last) {
        List<Sample> all = new ArrayList<>();
        for (Key sample : samples) {
            all.add(new Sample(sample, step));
        }
        long rest = rowCount - samples.size() * step;
        if (rest > 0) {
            all.add(new Sample(last, rest));
        }
        return new KeySketch(all);
    }
}
