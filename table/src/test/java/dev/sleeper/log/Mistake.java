package dev.sleeper.log;

import dev.sleeper.log.Clean.Cleaned;

/// A mistake planted in the protocol, to see that the model checker finds it. Each method stands at a place
/// where the real code could go wrong; by default it does not.
interface Mistake {
    /// The protocol as it is.
    Mistake NONE = new Mistake() {};

    /// What a step becomes, in place of what it should become.
    default Step<TinyState, TinyEntry, ?> after(
            Step<TinyState, TinyEntry, ?> asking, Object answer, Step<TinyState, TinyEntry, ?> next) {
        return next;
    }

    /// What a checkpoint says, in place of the state.
    default TinyState beforeCheckpoint(TinyState state) {
        return state;
    }

    /// How a clean-up goes.
    default Step<TinyState, TinyEntry, Cleaned> clean(Step<TinyState, TinyEntry, Cleaned> clean) {
        return clean;
    }

    /// True when a writer deletes the data files of its change once it was told this.
    default boolean deletesDataAfter(CommitResult result) {
        return false;
    }
}
