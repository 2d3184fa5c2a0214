package dev.sleeper.objectstore;

/// What may go wrong with one operation of a store. All but [#DOUBLED] keep to the guarantees of [ObjectStore].
public enum Fault {
    /// Nothing goes wrong.
    NONE,
    /// The store does not take the request: nothing happens, and the caller is told so.
    ERROR_BEFORE,
    /// The store turns away this request and those that follow it (HTTP 503), as many as the store was made with.
    BURST,
    /// The request does not arrive, and the caller cannot know.
    LOST_REQUEST,
    /// The request is carried out, and the caller cannot know.
    LOST_ANSWER,
    /// The caller gets no answer, and the request is carried out some operations later.
    LATE,
    /// The request is carried out and answered; a copy of it arrives some operations later.
    DUPLICATE,
    /// The request is carried out, a copy of it arrives at once, and the copy's answer is the one that is given: the
    /// caller's own object stands in its way (HTTP 412 of one's own write).
    DOUBLED,
    /// A concurrent operation interferes (HTTP 409).
    CONFLICT,
    /// The request takes its time.
    DELAY,
    /// The caller sleeps for longer than anybody waits, and the request is carried out then.
    STALL_BEFORE,
    /// The request is carried out, and the caller sleeps for longer than anybody waits before it sees the answer.
    STALL_AFTER,
    /// The writer dies within the content: what was written stays behind as a crash leaves it.
    TORN;

    /// Whether it can happen to this operation.
    public boolean appliesTo(StoreOperation operation) {
        return switch (this) {
            case NONE, ERROR_BEFORE, BURST, LOST_ANSWER, DELAY, STALL_BEFORE, STALL_AFTER -> true;
            case LOST_REQUEST, CONFLICT, DOUBLED -> operation.isConditionalWrite();
            case LATE, DUPLICATE -> operation.isConditionalWrite() || operation == StoreOperation.DELETE;
            case TORN -> operation == StoreOperation.PUT || operation == StoreOperation.WRITE;
        };
    }
}
