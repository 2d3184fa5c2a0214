package dev.sleeper.log;

import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.CommitResult.Rejected;
import dev.sleeper.log.CommitResult.Unknown;
import dev.sleeper.log.ModelActor.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What must hold at every moment, given the history that readers see then.
///
/// @param history  what an undisturbed reader sees
/// @param lostData the writers whose data files somebody deleted
record Truth(TinyState history, Set<String> lostData) {

    /// What is wrong with the history itself.
    Optional<String> violation() {
        Set<String> commitIds = new HashSet<>();
        for (TinyEntry entry : history.entries()) {
            if (!commitIds.add(entry.commitId())) {
                return Optional.of("Commit " + entry.commitId() + " is there twice: " + history);
            }
            if (lostData.contains(entry.commitId())) {
                return Optional.of("The data of " + entry.commitId() + " is deleted, but it is committed: " + history);
            }
            for (TinyChange change : entry.changes()) {
                if (change instanceof TinyChange.Write(String jobId, int begun)
                        && !jobId.isEmpty()
                        && history.count(jobId) > 1) {
                    return Optional.of("Job " + jobId + " is there twice: " + history);
                }
            }
        }
        return Optional.empty();
    }

    /// What is wrong with what an actor knows or was told.
    Optional<String> violatedBy(ModelActor actor) {
        if (!history.continues(actor.known())) {
            return Optional.of(actor.name() + " saw " + actor.known() + ", but the history is " + history);
        }
        if (actor.role() instanceof Role.Reader
                && actor.step().isEmpty()
                && actor.known().version() < actor.floor()) {
            return Optional.of(actor.name() + " missed a commit acknowledged before it began: " + actor);
        }
        if (actor.role() instanceof Role.Writer(String name, TinyChange.Write(String jobId, int begun))
                && actor.result().isPresent()
                && !isTrue(actor.result().get(), name, jobId)) {
            return Optional.of(name + " was told " + actor.result().get() + ", but the history is " + history);
        }
        return Optional.empty();
    }

    private boolean isTrue(CommitResult result, String commitId, String jobId) {
        List<TinyEntry> entries = history.entries();
        return switch (result) {
            case Committed(long version) ->
                version < entries.size()
                        && entries.get(Math.toIntExact(version)).commitId().equals(commitId);
            case AlreadyCommitted(long version) ->
                version < entries.size()
                        && new TinyState(entries.subList(0, Math.toIntExact(version) + 1), Set.of(), 0).count(jobId)
                                == 1;
            case Rejected rejected ->
                entries.stream().noneMatch(entry -> entry.commitId().equals(commitId));
            case Unknown unknown -> true;
        };
    }
}
