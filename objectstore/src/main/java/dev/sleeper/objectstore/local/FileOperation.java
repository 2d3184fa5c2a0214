package dev.sleeper.objectstore.local;

import java.io.IOException;

/// Something that is done with files and answers what came of it.
interface FileOperation<T> {
    T run() throws IOException;
}
