package dev.sleeper.engine.simulation;

import java.util.List;

/// A write, and what those who attempted it were told.
final class ModelJob {
    private final String id;
    private final List<List<Object>> rows;
    private final long begunNanos;
    private int attempts;
    private int refused;
    private boolean committed;
    /// The version that committed it; -1 when nobody was told.
    private long version = -1;
    /// The least version in which it was seen; -1 when in none.
    private long seen = -1;

    ModelJob(String id, List<List<Object>> rows, long begunNanos) {
        this.id = id;
        this.rows = List.copyOf(rows);
        this.begunNanos = begunNanos;
    }

    String id() {
        return id;
    }

    List<List<Object>> rows() {
        return rows;
    }

    long begunNanos() {
        return begunNanos;
    }

    void attempt() {
        attempts++;
    }

    /// An attempt ended, and nothing came of it.
    void refused() {
        refused++;
    }

    /// An attempt was acknowledged as the one that wrote.
    void committed(long atVersion) {
        if (version >= 0) {
            throw new AssertionError("Job " + id + " was committed by version " + version + " and by " + atVersion);
        }
        committed = true;
        version = atVersion;
    }

    /// An attempt learnt from the job's id that it was written: by another attempt, or by this one, whose entry was
    /// cleaned away before its answer came.
    void found() {
        committed = true;
    }

    /// A query of this version had its rows.
    void seen(long inVersion) {
        seen = seen < 0 ? inVersion : Math.min(seen, inVersion);
    }

    /// Whether every query of this version has its rows.
    boolean mustBeIn(long inVersion) {
        return (version >= 0 && version <= inVersion) || (seen >= 0 && seen <= inVersion);
    }

    boolean isCommitted() {
        return committed;
    }

    long version() {
        return version;
    }

    /// Whether it may be in the table.
    boolean isPossible() {
        return committed || attempts > refused;
    }
}
