package dev.sleeper.objectstore;

/// What can be asked of a store, as far as faults and counts tell it apart.
public enum StoreOperation {
    PUT,
    CREATE,
    WRITE,
    FINISH,
    SWAP,
    DELETE,
    GET,
    OPEN,
    READ,
    LIST,
    DATE;

    /// Whether it answers with an outcome, so that an answer can be unclear.
    public boolean isConditionalWrite() {
        return this == PUT || this == FINISH || this == SWAP;
    }
}
