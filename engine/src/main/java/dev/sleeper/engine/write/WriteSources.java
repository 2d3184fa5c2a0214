package dev.sleeper.engine.write;

import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.rowfile.DecoderPool;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/// What all writes of an instance are made of.
///
/// @param store          takes the data files
/// @param workers        sort and encode
/// @param spillDirectory a local directory for runs that do not fit in memory
/// @param decoders       read runs back
/// @param memory         how much all writes hold
/// @param threads        how many write one file at most
/// @param names          makes a name that no other file has
public record WriteSources(
        ObjectStore store,
        ExecutorService workers,
        Path spillDirectory,
        DecoderPool decoders,
        WriteMemory memory,
        int threads,
        Supplier<String> names) {

    /// The same with other threads that sort and encode.
    public WriteSources by(ExecutorService others) {
        return new WriteSources(store, others, spillDirectory, decoders, memory, threads, names);
    }
}
