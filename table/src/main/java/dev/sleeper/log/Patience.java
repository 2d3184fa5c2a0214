package dev.sleeper.log;

/// Whether a procedure that has rested may try once more.
public enum Patience {
    GO_ON,
    TIME_IS_UP
}
