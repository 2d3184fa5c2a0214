package dev.sleeper.log;

/// Why something could not be done, by what the caller can do about it.
public enum Cause {
    /// The state does not allow it: the caller asks for something else, or plans again from the newest state.
    REFUSED,
    /// No entry has room for it, however few others it shares it with: the caller asks for less at once.
    TOO_LARGE,
    /// The store did not answer, or others were faster, until the deadline: the caller tries again.
    BUSY,
    /// The log was dropped, or never was: the caller looks the table up again.
    GONE,
    /// An entry that is not ours follows the newest version: an administrator removes it.
    BLOCKED,
    /// An object of the log is damaged or missing: an administrator mends it.
    DAMAGED,
    /// This machine's clock is wrong: an administrator sets it.
    CLOCK
}
