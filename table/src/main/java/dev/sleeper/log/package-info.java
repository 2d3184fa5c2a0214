/// A log of numbered entries on an object store: many writers append, each entry is created once by a
/// conditional write, and old entries are cleaned away while anybody may sleep for any time between any two
/// steps. The package knows nothing of tables; what entries mean comes from `Rules`, how they are stored from
/// `LogCodec`.
///
/// Every procedure is a step machine whose state is a value, so that the model checker in the tests drives the
/// very steps that run in production. `docs/protocol.md` tells why each step is there.
///
/// Reading order: `Rules`, `Boundary`, `Step`, `ReadLog`, `Commit`, `MoveBoundary`, `Clean`; then `LogRun` and
/// `LogFiles`, which carry steps out, and `Log`, the handle with its group commit and shared reads.
@NullMarked
package dev.sleeper.log;

import org.jspecify.annotations.NullMarked;
