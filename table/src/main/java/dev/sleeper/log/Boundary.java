package dev.sleeper.log;

import java.util.Optional;

/// Where a log begins: the one object of a log that changes. It only ever moves forward, by compare-and-swap.
///
/// @param through    entries up to this version may be gone, and an entry found there proves nothing; −1 in a
///     new log
/// @param checkpoint the checkpoint to load; empty while the log is loaded from entry 0
public record Boundary(long through, Optional<CheckpointName> checkpoint) {
    /// The boundary of a log without entries.
    public static final Boundary NEW = new Boundary(-1, Optional.empty());

    private static final long CLOSED = Long.MAX_VALUE;

    public Boundary {
        long loaded = checkpoint.map(CheckpointName::version).orElse(-1L);
        if (through != CLOSED && through >= 0 && through >= loaded) {
            throw new IllegalArgumentException(
                    "A boundary through " + through + " needs a newer checkpoint than " + loaded);
        }
    }

    /// True when the entry of this version may have been deleted.
    boolean covers(long version) {
        return version <= through;
    }

    /// True when the log was dropped: nothing can be appended to it any more.
    public boolean closed() {
        return through == CLOSED;
    }

    /// One way in which the boundary moves.
    sealed interface Move {

        /// The boundary after this move; the same when it has been made already or came too late.
        Boundary after(Boundary current);
    }

    /// Names a checkpoint as the one to load, unless one as new is named.
    record NameCheckpoint(CheckpointName checkpoint) implements Move {
        @Override
        public Boundary after(Boundary current) {
            boolean older = current.checkpoint()
                    .map(named -> named.version() < checkpoint.version())
                    .orElse(true);
            return older && !current.closed() ? new Boundary(current.through(), Optional.of(checkpoint)) : current;
        }
    }

    /// Gives up the entries through a version, which is older than the checkpoint that is named.
    record GiveUpEntries(long through) implements Move {
        @Override
        public Boundary after(Boundary current) {
            return current.covers(through) ? current : new Boundary(through, current.checkpoint());
        }
    }

    /// Closes the log for ever.
    record Close() implements Move {
        @Override
        public Boundary after(Boundary current) {
            return new Boundary(CLOSED, current.checkpoint());
        }
    }
}
