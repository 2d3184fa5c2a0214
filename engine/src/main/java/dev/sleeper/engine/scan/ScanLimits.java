package dev.sleeper.engine.scan;

/// How much a scan does at a time.
final class ScanLimits {
    /// How many bytes a stored byte becomes in memory, reckoned high.
    static final int EXPANSION = 4;

    /// Pages of one file that are read at once.
    static final int SPAN_PAGES = 16;

    /// Up to this many pages, the key columns are read first, and the others only where rows are wanted.
    static final int KEYS_FIRST_PAGES = 2;

    /// Pages that the first task of a scan reads: few, so that the first rows come soon.
    static final int FIRST_TASK_PAGES = 2 * SPAN_PAGES;

    /// Pages that a later task reads at most when one file has them all.
    static final int TASK_PAGES = 8 * SPAN_PAGES;

    /// How many pages a task reads for each input that it merges, at least: an input's page at a cut is read twice.
    static final int TASK_PAGES_A_FILE = 8;

    /// Tasks of one scan that are begun before their rows are asked for.
    static final int TASKS_AHEAD = 3;

    private ScanLimits() {}
}
