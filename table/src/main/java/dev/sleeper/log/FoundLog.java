package dev.sleeper.log;

import dev.sleeper.log.Step.Asking;
import dev.sleeper.log.Step.Done;
import dev.sleeper.log.Step.Resting;
import dev.sleeper.objectstore.PutOutcome;
import java.util.Optional;

/// Founds a log in a directory that nobody else writes to, as its name is random and new: stores its first
/// boundary, before any entry. The outcome is empty, or says why the log could not be founded.
public final class FoundLog {

    private FoundLog() {}

    /// Begins to found a log.
    public static <S, E> Step<S, E, Optional<String>> begin() {
        return new Putting<>();
    }

    /// Stores the first boundary; one that exists is this founder's own.
    record Putting<S, E>() implements Asking<S, E, PutOutcome, Optional<String>> {
        @Override
        public Request<S, E, PutOutcome> request() {
            return new Request.PutFirstBoundary<>();
        }

        @Override
        public Step<S, E, Optional<String>> on(PutOutcome outcome) {
            return switch (outcome) {
                case CREATED, EXISTS -> new Done<>(Optional.empty());
                case CONFLICT, UNCLEAR -> unanswered("the store did not answer");
            };
        }

        @Override
        public Step<S, E, Optional<String>> unanswered(String why) {
            return new Resting<>(this, Optional.of(why));
        }
    }
}
