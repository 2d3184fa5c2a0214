package dev.sleeper.table;

import java.util.List;

/// What comes of applying a change to a state.
public sealed interface Applied {

    /// The change fits.
    ///
    /// @param next    the state after it, one version on
    /// @param actions what a log entry says of it
    record Accepted(TableState next, List<Action> actions) implements Applied {
        public Accepted {
            actions = List.copyOf(actions);
        }
    }

    /// The change does not fit.
    record Refused(Rejection reason) implements Applied {}
}
