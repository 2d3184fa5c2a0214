package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.ObjectWriter;
import dev.sleeper.objectstore.PutOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;

/// Writes an object to a temporary file, and links it to its name once it is on the disk.
final class LocalWriter implements ObjectWriter {
    private final Folders folders;
    private final String path;
    private final TemporaryFile content;
    private boolean ended;

    private LocalWriter(Folders folders, String path, TemporaryFile content) {
        this.folders = folders;
        this.path = path;
        this.content = content;
    }

    static LocalWriter open(Folders folders, String path) {
        folders.sync().requireSound();
        try {
            return new LocalWriter(folders, path, TemporaryFile.create(folders));
        } catch (IOException e) {
            throw LocalFailures.unavailable(folders.root(), "begin object " + path, e);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        requireOpen();
        try {
            content.write(bytes);
        } catch (IOException e) {
            ended = true;
            throw LocalFailures.unavailable(folders.root(), "write object " + path, e);
        }
    }

    @Override
    public PutOutcome finish() {
        requireOpen();
        ended = true;
        try {
            content.sync();
            return folders.link(content.path(), path) ? PutOutcome.CREATED : PutOutcome.UNCLEAR;
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(folders.root().resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException("Object path " + path + " is the folder of others", e);
            }
            return PutOutcome.EXISTS;
        } catch (IOException e) {
            throw LocalFailures.unavailable(folders.root(), "write object " + path, e);
        }
    }

    @Override
    public void close() {
        ended = true;
        content.close();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("The writer of " + path + " is finished, failed or closed");
        }
    }
}
