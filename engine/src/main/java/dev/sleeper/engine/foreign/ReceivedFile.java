package dev.sleeper.engine.foreign;

import dev.hardwood.InputFile;
import dev.sleeper.engine.write.SpillFile;
import java.nio.ByteBuffer;

/// A file on local disk, as the Parquet reader wants it. It is gone when it is closed.
///
/// @param file whole
record ReceivedFile(SpillFile file) implements InputFile {
    /// What the reader calls it in its messages: where it lies means nothing to whoever sent it.
    private static final String NAME = "body";

    /// The reader asks for whole row groups at once, which may be larger than memory.
    private static final int SMALLEST_MAPPED = 1 << 20;

    /// What the reader says is wrong with such a file, without its name.
    static String reason(Throwable failure) {
        return String.valueOf(failure.getMessage()).replace("[" + NAME + "] ", "");
    }

    @Override
    public void open() {
        // It was never closed.
    }

    @Override
    public ByteBuffer readRange(long offset, int length) {
        return length < SMALLEST_MAPPED ? file.read(offset, length) : file.map(offset, length);
    }

    @Override
    public long length() {
        return file.sizeBytes();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void close() {
        file.close();
    }
}
