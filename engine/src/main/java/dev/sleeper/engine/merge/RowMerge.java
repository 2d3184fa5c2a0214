package dev.sleeper.engine.merge;

import dev.sleeper.engine.sort.KeyColumns;
import dev.sleeper.engine.sort.PrefixPosition;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges sorted rows from several inputs into one sorted sequence. All rows are kept; rows of equal keys come in the
/// order of the inputs. First the order is found: which rows of which input batches come next, by a [LoserTree] over
/// eight bytes of each key; then each column is gathered at once.
///
/// The eight bytes are taken after what the keys of all batches at hand have in common. Where that changes, as a new
/// batch comes in, they are taken anew.
///
/// Not thread-safe.
public final class RowMerge implements RowCursor {
    /// After an input has been the least this often in a row, the length of its run is searched for.
    private static final int STREAK = 8;
    /// After this many comparisons of whole keys it is worth to see whether better prefixes can be had.
    private static final int POOR_PREFIXES = 256;
    /// A merge of few rows must not pay for the room that a full batch takes.
    private static final int FIRST_RUNS = 256;

    private final BatchLimits limits;
    private final MergeInput[] inputs;
    private final LoserTree tree;
    private final List<RowBatch> slots = new ArrayList<>();
    private final RowRuns runs;
    private PrefixPosition position = PrefixPosition.START;
    private boolean prefixesDecide;
    private int wholeComparisons;
    private boolean started;
    private int liveCount;
    private int lastSource;
    private int streak;

    private RowMerge(List<MergeInput> inputs, BatchLimits limits) {
        this.limits = limits;
        this.inputs = inputs.toArray(MergeInput[]::new);
        this.tree = new LoserTree(inputs.size(), this::isBefore);
        this.runs = new RowRuns(FIRST_RUNS);
    }

    /// Merges rows of a table with this schema.
    ///
    /// @param inputs rows of the same fields, the keys among them, each in key order
    public static RowCursor of(List<RowCursor> inputs, Schema schema, BatchLimits limits) {
        if (inputs.size() == 1) {
            return inputs.getFirst();
        }
        if (inputs.isEmpty()) {
            return RowCursor.of(List.of());
        }
        return new RowMerge(
                inputs.stream().map(input -> new MergeInput(input, schema)).toList(), limits);
    }

    @Override
    public @Nullable RowBatch next() {
        if (!started) {
            start();
        }
        if (liveCount <= 1) {
            return rest();
        }
        runs.clear();
        slots.clear();
        for (MergeInput input : inputs) {
            input.setSlot(MergeInput.NO_SLOT);
        }
        order();
        return ColumnGather.gather(slots, runs);
    }

    private void start() {
        started = true;
        for (MergeInput input : inputs) {
            liveCount += input.load() ? 1 : 0;
        }
        takePrefixes();
    }

    /// What is left of the only input that has rows.
    private @Nullable RowBatch rest() {
        for (MergeInput input : inputs) {
            if (!input.isExhausted()) {
                RowBatch rest = input.batch().slice(input.row(), input.row() + input.rowsLeft());
                liveCount = input.load() ? 1 : 0;
                return rest;
            }
        }
        return null;
    }

    /// Finds which rows come next, until a batch is full. A whole input batch that no other comes between is handed on
    /// as it is.
    private void order() {
        long sizeBytes = 0;
        while (runs.rowCount() < limits.rows() && sizeBytes < limits.sizeBytes() && liveCount > 1) {
            MergeInput input = inputs[tree.source()];
            int length = streak() >= STREAK ? runLength(input, most(input, sizeBytes)) : 1;
            sizeBytes += length * input.rowSizeBytes();
            boolean wholeBatch = runs.count() == 0 && input.row() == 0 && length == input.rowsLeft();
            take(input, length);
            if (wholeBatch && length >= limits.rows() / 8) {
                return;
            }
        }
    }

    private int most(MergeInput input, long sizeBytes) {
        long rows = Math.max(1, (limits.sizeBytes() - sizeBytes) / input.rowSizeBytes());
        return (int) Math.min(rows, limits.rows() - runs.rowCount());
    }

    /// How often the least source has been the same.
    private int streak() {
        int source = tree.source();
        streak = source == lastSource ? streak + 1 : 0;
        lastSource = source;
        return streak;
    }

    /// How many rows of the least input certainly come before those of all others, by their prefixes; at least one.
    private int runLength(MergeInput input, int most) {
        long bound = tree.runnerUpPrefix();
        int low = 1;
        int high = Math.min(most, input.rowsLeft());
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (tree.head(input.prefixAt(middle - 1), 0) < bound) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void take(MergeInput input, int length) {
        if (input.slot() == MergeInput.NO_SLOT) {
            input.setSlot(slots.size());
            slots.add(input.batch());
        }
        runs.add(input.slot(), input.row(), length);
        input.skip(length);
        if (input.rowsLeft() > 0) {
            tree.replace(tree.head(input.prefix(), tree.source()));
        } else if (input.load()) {
            addBatch(input);
        } else {
            liveCount--;
            tree.replace(exhausted(tree.source()));
        }
    }

    private void addBatch(MergeInput input) {
        if (liveCount == 1) {
            return;
        }
        KeyColumns keys = input.keys();
        MergeInput other = otherThan(input);
        PrefixPosition common = other.keys()
                .common(other.row(), keys, input.row())
                .min(other.keys().common(other.row(), keys, keys.rowCount() - 1));
        if (common.compareTo(position) < 0 || wholeComparisons > POOR_PREFIXES) {
            takePrefixes();
        } else {
            input.takePrefixes(position);
            tree.replace(tree.head(input.prefix(), tree.source()));
        }
    }

    private MergeInput otherThan(MergeInput input) {
        for (MergeInput other : inputs) {
            if (other != input && !other.isExhausted()) {
                return other;
            }
        }
        throw new IllegalStateException("There is no other input that has rows");
    }

    /// Takes the prefixes of all rows at hand anew, after what their keys have in common.
    private void takePrefixes() {
        position = common();
        wholeComparisons = 0;
        long[] heads = new long[inputs.length];
        for (int source = 0; source < inputs.length; source++) {
            MergeInput input = inputs[source];
            if (input.isExhausted()) {
                heads[source] = exhausted(source);
                continue;
            }
            prefixesDecide = input.keys().decidedBits(position) <= Long.SIZE - LoserTree.sourceBits(inputs.length);
            input.takePrefixes(position);
            heads[source] = tree.head(input.prefix(), source);
        }
        tree.build(heads);
    }

    private PrefixPosition common() {
        PrefixPosition common = new PrefixPosition(Integer.MAX_VALUE, 0);
        @Nullable MergeInput first = null;
        for (MergeInput input : inputs) {
            if (input.isExhausted()) {
                continue;
            }
            first = first == null ? input : first;
            KeyColumns keys = first.keys();
            common = common.min(keys.common(first.row(), input.keys(), input.row()))
                    .min(keys.common(first.row(), input.keys(), input.keys().rowCount() - 1));
        }
        return first == null ? PrefixPosition.START : common;
    }

    private long exhausted(int source) {
        return tree.head(Long.MAX_VALUE, source);
    }

    /// Decides between inputs whose next rows have equal prefixes.
    private boolean isBefore(int source, int other) {
        MergeInput a = inputs[source];
        MergeInput b = inputs[other];
        if (a.isExhausted() || b.isExhausted()) {
            return !a.isExhausted() || (b.isExhausted() && source < other);
        }
        if (prefixesDecide) {
            return source < other;
        }
        wholeComparisons++;
        int difference = a.keys().compare(a.row(), b.keys(), b.row());
        return difference != 0 ? difference < 0 : source < other;
    }
}
