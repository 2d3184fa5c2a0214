package dev.sleeper.server.arrow;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.StructColumn;
import dev.sleeper.row.Validity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where everything of a batch comes to lie in the body of its message: known before the first byte is written,
/// since the message's metadata goes first. Elements of lists are written from the first to the last that is used.
final class BatchLayout {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private long bodyLength;

    private BatchLayout() {}

    record Node(int size, int nullCount) {}

    /// A buffer of the body: where it lies, and what writes it.
    record Part(long offset, long length, Content content) {}

    @FunctionalInterface
    interface Content {
        void write(BodyWriter out) throws IOException;
    }

    static BatchLayout of(RowBatch batch) {
        BatchLayout layout = new BatchLayout();
        for (Column column : batch.columns()) {
            layout.add(column, 0, batch.rowCount());
        }
        return layout;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Part> parts() {
        return parts;
    }

    long bodyLength() {
        return bodyLength;
    }

    void writeBody(BodyWriter out) throws IOException {
        for (Part part : parts) {
            part.content().write(out);
            out.putZeros(BodyWriter.padded(part.length()) - part.length());
        }
    }

    private void add(Column column, int from, int to) {
        addNode(column.validity(), from, to);
        switch (column) {
            case IntColumn ints ->
                addPart((long) (to - from) * Integer.BYTES, out -> out.putInts(ints.values(), from, to, 0));
            case LongColumn longs ->
                addPart((long) (to - from) * Long.BYTES, out -> out.putLongs(longs.values(), from, to));
            case BooleanColumn truths -> addPart(bitBytes(to - from), out -> writeBits(out, from, to, truths::value));
            case BytesColumn bytes -> {
                addOffsets(bytes.offsets(), from, to);
                int first = bytes.offsets()[from];
                int length = bytes.offsets()[to] - first;
                addPart(length, out -> out.putBytes(bytes.bytes(), first, length));
            }
            case ListColumn list -> {
                addOffsets(list.offsets(), from, to);
                add(list.elements(), list.offsets()[from], list.offsets()[to]);
            }
            case MapColumn map -> {
                addOffsets(map.offsets(), from, to);
                int first = map.offsets()[from];
                int last = map.offsets()[to];
                addNode(Validity.ALL, first, last);
                add(map.keys(), first, last);
                add(map.values(), first, last);
            }
            case StructColumn struct -> throw new IllegalArgumentException("No field of a table is a struct");
        }
    }

    private void addNode(Validity validity, int from, int to) {
        int nullCount = 0;
        for (int i = from; i < to && validity.hasNulls(); i++) {
            nullCount += validity.isNull(i) ? 1 : 0;
        }
        nodes.add(new Node(to - from, nullCount));
        if (nullCount == 0) {
            addPart(0, out -> {});
        } else {
            addPart(bitBytes(to - from), out -> writeBits(out, from, to, row -> !validity.isNull(row)));
        }
    }

    private void addOffsets(int[] offsets, int from, int to) {
        addPart((to - from + 1L) * Integer.BYTES, out -> out.putInts(offsets, from, to + 1, offsets[from]));
    }

    private void addPart(long length, Content content) {
        parts.add(new Part(bodyLength, length, content));
        bodyLength += BodyWriter.padded(length);
    }

    @FunctionalInterface
    private interface Bits {
        boolean bit(int row);
    }

    private static long bitBytes(int count) {
        return (count + 7L) / 8;
    }

    private static void writeBits(BodyWriter out, int from, int to, Bits bits) throws IOException {
        for (int at = from; at < to; at += Byte.SIZE) {
            int packed = 0;
            for (int row = at; row < Math.min(at + Byte.SIZE, to); row++) {
                packed |= bits.bit(row) ? 1 << (row - at) : 0;
            }
            out.putByte((byte) packed);
        }
    }
}
