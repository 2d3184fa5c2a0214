package dev.sleeper.log;

/// One running procedure of the protocol as an immutable value: what it asks next, and what it becomes when that
/// is answered. Whoever runs it does the asking; a model checker runs the same steps against every possible
/// answer.
///
/// @param <S> the log's states
/// @param <E> the log's entries
/// @param <T> what the procedure ends in
public sealed interface Step<S, E, T> {

    /// The procedure has ended.
    record Done<S, E, T>(T outcome) implements Step<S, E, T> {}

    /// The procedure waits for an answer.
    ///
    /// @param <R> the type of the answer
    non-sealed interface Asking<S, E, R, T> extends Step<S, E, T> {

        /// What to ask.
        Request<S, E, R> request();

        /// What the procedure becomes when it gets this answer.
        Step<S, E, T> on(R answer);

        /// What the procedure becomes when the store does not answer. A put or a swap without an answer is
        /// answered `UNCLEAR` instead.
        Step<S, E, T> unanswered(String why);
    }

    /// Rests, then goes on as `next`; ends when the time is up.
    ///
    /// @param late the outcome when there is no time left
    record Resting<S, E, T>(Step<S, E, T> next, T late) implements Asking<S, E, Patience, T> {
        @Override
        public Request<S, E, Patience> request() {
            return new Request.Rest<>();
        }

        @Override
        public Step<S, E, T> on(Patience patience) {
            return switch (patience) {
                case GO_ON -> next;
                case TIME_IS_UP -> new Done<>(late);
            };
        }

        @Override
        public Step<S, E, T> unanswered(String why) {
            return this;
        }
    }
}
