package dev.sleeper.rowfile;

import dev.sleeper.row.RowBatch;

/// Some rows of a file, encoded into memory until [RowFileWriter#append] takes them up: so several threads may encode
/// one file.
///
/// Not thread-safe, but what one thread has ended another may append. Closing it gives memory back.
public final class RowFilePart implements AutoCloseable {
    private final BlockSink bytes = new BlockSink();
    private final RowFileLayout layout;
    private RowFileWriter writer;
    private long rowCount;

    private RowFilePart(String path, RowFileLayout layout) {
        this.layout = layout;
        this.writer = RowFileWriter.begin(path, sink(), layout);
    }

    private FileSink sink() {
        return new FileSink(more -> bytes.write(more.array(), more.arrayOffset(), more.remaining()));
    }

    /// Begins a part of a file.
    ///
    /// @param path the file's path, for messages
    public static RowFilePart open(String path, RowFileLayout layout) {
        return new RowFilePart(path, layout);
    }

    /// Whether there is room for more rows in the one row group that a part is meant to be.
    public boolean hasRoomFor(RowBatch batch) {
        return rowCount + batch.rowCount() <= layout.rowGroupRows()
                && writer.sizeBytes() + batch.sizeBytes() <= layout.rowGroupBytes();
    }

    /// Appends rows, as [RowFileWriter#write] does.
    public void write(RowBatch batch) {
        writer.write(batch);
        rowCount += batch.rowCount();
    }

    /// Encodes what is left. Nothing is written afterwards.
    public void end() {
        writer.endRows();
    }

    /// Begins another part of the same file, in the memory of this one, which was ended.
    public void beginAnew() {
        bytes.clear();
        writer = writer.beginAnew(sink());
        rowCount = 0;
    }

    void moveTo(RowFileWriter file) {
        file.append(writer, bytes);
    }

    @Override
    public void close() {
        writer.close();
    }
}
