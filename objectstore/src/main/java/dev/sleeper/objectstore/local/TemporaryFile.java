package dev.sleeper.objectstore.local;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A content that has no name yet: written, brought to the disk, then linked or moved to its place. Closing it removes
/// what is left of it.
///
/// Not thread-safe. Written through a stream, which unlike a channel does not close when its thread is interrupted.
final class TemporaryFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFile.class);
    private static final int BUFFER_BYTES = 1 << 16;

    /// After so many bytes those written so far are brought to the disk while more come.
    private static final long SYNC_AHEAD_BYTES = 16L << 20;

    private final Folders folders;
    private final Path file;
    private final OutputStream out;
    private long unsynced;
    private CompletableFuture<?> ahead = CompletableFuture.completedFuture(0);

    private TemporaryFile(Folders folders, Path file, OutputStream out) {
        this.folders = folders;
        this.file = file;
        this.out = out;
    }

    static TemporaryFile create(Folders folders) throws IOException {
        Path file = folders.createTemporaryFile();
        return new TemporaryFile(
                folders, file, new BufferedOutputStream(new FileOutputStream(file.toFile()), BUFFER_BYTES));
    }

    Path path() {
        return file;
    }

    void write(ByteBuffer bytes) throws IOException {
        unsynced += bytes.remaining();
        writeAll(bytes);
        if (unsynced >= SYNC_AHEAD_BYTES && ahead.isDone()) {
            syncAhead();
        }
    }

    /// Begins to bring what was written so far to the disk. The kernel tells of a page that it lost once, so a failure
    /// here is one of the whole file.
    private void syncAhead() throws IOException {
        awaitAhead();
        out.flush();
        unsynced = 0;
        try {
            ahead = CompletableFuture.runAsync(this::syncUnchecked, folders.background());
        } catch (RejectedExecutionException stopping) {
            LOG.debug("{} is brought to the disk at its end", file, stopping);
        }
    }

    private void syncUnchecked() {
        try {
            folders.sync().syncFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAhead() throws IOException {
        try {
            ahead.join();
        } catch (CompletionException e) {
            throw new IOException("A part of " + file + " could not be brought to the disk", e.getCause());
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        byte[] part = new byte[Math.min(bytes.remaining(), BUFFER_BYTES)];
        while (bytes.hasRemaining()) {
            int length = Math.min(part.length, bytes.remaining());
            bytes.get(part, 0, length);
            out.write(part, 0, length);
        }
    }

    /// Brings all that was written to the disk.
    void sync() throws IOException {
        out.flush();
        awaitAhead();
        folders.sync().syncFile(file);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // Unflushed bytes of a content that nobody asked to be finished.
            LOG.debug("Gave up {}", file, e);
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("Left {} for a later start to remove", file, e);
        }
    }
}
