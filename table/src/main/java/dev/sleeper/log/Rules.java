package dev.sleeper.log;

import java.util.List;

/// What the entries of one kind of log mean: all that the protocol needs to know of them. Every method is a pure
/// function, so that the steps of the protocol stay values.
///
/// @param <S> a state: what the entries up to some version add up to; an immutable value
/// @param <C> a change that a caller asks for
/// @param <E> an entry: one or more changes as they are stored, with a commit id
public interface Rules<S, C, E> {

    /// The state before entry 0; its version is −1.
    S empty();

    /// The version of the last entry that a state contains.
    long version(S state);

    /// Writes into one entry those of the changes that the state allows, in this order, each applied on top of
    /// those before it, and says of every change what became of it.
    Draft<E> draft(S state, List<C> changes, Stamp stamp);

    /// The state after one more entry, the one of the next version.
    ///
    /// @throws CorruptLogException when the entry does not fit the state, which no entry of ours does
    S replay(S state, E entry);

    /// The id that the entry's writer drew for it.
    String commitId(E entry);

    /// Whether a state shows that a change is in the log, or that it is not.
    Recollection recall(S state, C change);
}
