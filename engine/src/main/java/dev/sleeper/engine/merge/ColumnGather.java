package dev.sleeper.engine.merge;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.ShortCopy;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Copies runs of rows out of several batches into one, column by column: one tight loop for each column, with a bulk
/// copy for each run that is long enough.
public final class ColumnGather {
    /// From this many numbers on a bulk copy is worth its call.
    private static final int BULK = 24;
    /// What any virtual machine can hold in an array.
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
    /// How much longer than they are reckoned the bytes of a column may be until their array has to grow.
    private static final double SLACK = 1.05;
    private static final double GROWTH = 1.5;

    private final RowRuns runs;

    private ColumnGather(RowRuns runs) {
        this.runs = runs;
    }

    /// The rows of `runs` as one batch.
    ///
    /// @param slots the batches that runs come from, by slot; all of the same fields
    public static RowBatch gather(List<RowBatch> slots, RowRuns runs) {
        RowBatch first = slots.get(runs.slot(0));
        if (runs.count() == 1) {
            return first.slice(runs.start(0), runs.start(0) + runs.length(0));
        }
        ColumnGather gather = new ColumnGather(runs);
        List<Column> columns = new ArrayList<>(first.columns().size());
        for (int i = 0; i < first.columns().size(); i++) {
            int index = i;
            columns.add(gather.gather(parts(slots, batch -> batch.columns().get(index))));
        }
        return new RowBatch(first.fields(), columns, runs.rowCount());
    }

    private Column gather(List<Column> sources) {
        return switch (sources.getFirst()) {
            case IntColumn ints -> new IntColumn(ints(sources), runs.rowCount(), validity(sources));
            case LongColumn longs -> new LongColumn(longs(sources), runs.rowCount(), validity(sources));
            case BooleanColumn booleans -> new BooleanColumn(booleans(sources), runs.rowCount(), validity(sources));
            case BytesColumn bytes -> bytes(sources);
            case ListColumn lists -> lists(sources);
            case MapColumn maps -> maps(sources);
            case StructColumn structs -> structs(sources, structs.parts().size());
        };
    }

    private int[] ints(List<Column> sources) {
        int[][] arrays = parts(sources, source -> ((IntColumn) source).values()).toArray(int[][]::new);
        int[] gathered = new int[runs.rowCount()];
        int at = 0;
        for (int run = 0; run < runs.count(); run++) {
            int[] source = arrays[runs.slot(run)];
            int start = runs.start(run);
            int length = runs.length(run);
            if (length < BULK) {
                for (int i = 0; i < length; i++) {
                    gathered[at + i] = source[start + i];
                }
            } else {
                System.arraycopy(source, start, gathered, at, length);
            }
            at += length;
        }
        return gathered;
    }

    private long[] longs(List<Column> sources) {
        long[][] arrays =
                parts(sources, source -> ((LongColumn) source).values()).toArray(long[][]::new);
        long[] gathered = new long[runs.rowCount()];
        int at = 0;
        for (int run = 0; run < runs.count(); run++) {
            long[] source = arrays[runs.slot(run)];
            int start = runs.start(run);
            int length = runs.length(run);
            if (length < BULK) {
                for (int i = 0; i < length; i++) {
                    gathered[at + i] = source[start + i];
                }
            } else {
                System.arraycopy(source, start, gathered, at, length);
            }
            at += length;
        }
        return gathered;
    }

    private boolean[] booleans(List<Column> sources) {
        boolean[] gathered = new boolean[runs.rowCount()];
        int at = 0;
        for (int run = 0; run < runs.count(); run++) {
            boolean[] source = ((BooleanColumn) sources.get(runs.slot(run))).values();
            System.arraycopy(source, runs.start(run), gathered, at, runs.length(run));
            at += runs.length(run);
        }
        return gathered;
    }

    /// Offsets and bytes in one pass, into an array of about the length that they need.
    private BytesColumn bytes(List<Column> sources) {
        byte[][] bytes =
                parts(sources, source -> ((BytesColumn) source).bytes()).toArray(byte[][]::new);
        int[][] offsets =
                parts(sources, source -> ((BytesColumn) source).offsets()).toArray(int[][]::new);
        int[] gatheredOffsets = new int[runs.rowCount() + 1];
        byte[] gathered = new byte[expectedBytes(sources)];
        int at = 0;
        int row = 0;
        for (int run = 0; run < runs.count(); run++) {
            int slot = runs.slot(run);
            int start = runs.start(run);
            int length = runs.length(run);
            int[] source = offsets[slot];
            int from = source[start];
            int end = Math.addExact(at, source[start + length] - from);
            if (end > gathered.length) {
                gathered = Arrays.copyOf(gathered, (int) Math.min(MAX_BYTES, end * GROWTH));
            }
            for (int i = 1; i < length; i++) {
                gatheredOffsets[row + i] = source[start + i] - from + at;
            }
            row += length;
            gatheredOffsets[row] = end;
            ShortCopy.copy(bytes[slot], from, gathered, at, end - at);
            at = end;
        }
        return new BytesColumn(gathered, gatheredOffsets, runs.rowCount(), validity(sources));
    }

    /// How many bytes the rows have if they are as long as the mean of all rows at hand.
    private int expectedBytes(List<Column> sources) {
        long bytes = 0;
        long rows = 1;
        for (Column source : sources) {
            int[] offsets = ((BytesColumn) source).offsets();
            bytes += offsets[source.size()] - offsets[0];
            rows += source.size();
        }
        return (int) Math.min(MAX_BYTES, (double) bytes / rows * runs.rowCount() * SLACK);
    }

    private ListColumn lists(List<Column> sources) {
        int[][] offsets =
                parts(sources, source -> ((ListColumn) source).offsets()).toArray(int[][]::new);
        int[] gatheredOffsets = offsets(offsets);
        ColumnGather elements = ofElements(offsets);
        return new ListColumn(
                gatheredOffsets,
                elements.gather(parts(sources, source -> ((ListColumn) source).elements())),
                runs.rowCount(),
                validity(sources));
    }

    private MapColumn maps(List<Column> sources) {
        int[][] offsets =
                parts(sources, source -> ((MapColumn) source).offsets()).toArray(int[][]::new);
        int[] gatheredOffsets = offsets(offsets);
        ColumnGather entries = ofElements(offsets);
        return new MapColumn(
                gatheredOffsets,
                entries.gather(parts(sources, source -> ((MapColumn) source).keys())),
                entries.gather(parts(sources, source -> ((MapColumn) source).values())),
                runs.rowCount(),
                validity(sources));
    }

    private StructColumn structs(List<Column> sources, int partCount) {
        List<Column> gathered = new ArrayList<>(partCount);
        for (int i = 0; i < partCount; i++) {
            int index = i;
            gathered.add(gather(
                    parts(sources, source -> ((StructColumn) source).parts().get(index))));
        }
        return new StructColumn(gathered, runs.rowCount(), validity(sources));
    }

    /// Where each gathered value starts, and where the last ends.
    private int[] offsets(int[][] sources) {
        int[] gathered = new int[runs.rowCount() + 1];
        int row = 0;
        int end = 0;
        for (int run = 0; run < runs.count(); run++) {
            int[] source = sources[runs.slot(run)];
            int start = runs.start(run);
            int shift = end - source[start];
            for (int i = 1; i <= runs.length(run); i++) {
                gathered[++row] = source[start + i] + shift;
            }
            end = Math.addExact(end, source[start + runs.length(run)] - source[start]);
        }
        return gathered;
    }

    /// Gathers the elements of the runs' rows: those of neighbouring rows are neighbours too.
    private ColumnGather ofElements(int[][] offsets) {
        RowRuns elements = new RowRuns(runs.count());
        for (int run = 0; run < runs.count(); run++) {
            int[] source = offsets[runs.slot(run)];
            int start = source[runs.start(run)];
            int end = source[runs.start(run) + runs.length(run)];
            if (end > start) {
                elements.add(runs.slot(run), start, end - start);
            }
        }
        return new ColumnGather(elements);
    }

    private Validity validity(List<Column> sources) {
        if (sources.stream().noneMatch(source -> source.validity().hasNulls())) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.wordCount(runs.rowCount())];
        int at = 0;
        for (int run = 0; run < runs.count(); run++) {
            Validity source = sources.get(runs.slot(run)).validity();
            for (int i = 0; i < runs.length(run); i++, at++) {
                if (!source.isNull(runs.start(run) + i)) {
                    words[at >>> 6] |= 1L << at;
                }
            }
        }
        return Validity.of(words, runs.rowCount());
    }

    private static <S, T> List<T> parts(List<S> sources, Function<S, T> part) {
        List<T> parts = new ArrayList<>(sources.size());
        for (S source : sources) {
            parts.add(part.apply(source));
        }
        return parts;
    }
}
