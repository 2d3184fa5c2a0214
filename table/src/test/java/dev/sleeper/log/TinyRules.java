package dev.sleeper.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the entries of a tiny log mean. Two changes of one job do not share an entry.
record TinyRules() implements Rules<TinyState, TinyChange, TinyEntry> {
    @Override
    public TinyState empty() {
        return TinyState.EMPTY;
    }

    @Override
    public long version(TinyState state) {
        return state.version();
    }

    @Override
    public Draft<TinyEntry> draft(TinyState state, List<TinyChange> changes, Stamp stamp) {
        List<Verdict> verdicts = new ArrayList<>();
        List<TinyChange> accepted = new ArrayList<>();
        Set<String> jobs = new HashSet<>();
        for (TinyChange change : changes) {
            Verdict verdict = state.judge(change);
            if (verdict instanceof Verdict.Accepted) {
                String job = change instanceof TinyChange.Write write ? write.jobId() : "cutoff";
                if (job.isEmpty() || jobs.add(job)) {
                    accepted.add(change);
                } else {
                    verdict = new Verdict.Deferred();
                }
            }
            verdicts.add(verdict);
        }
        Optional<TinyEntry> entry =
                accepted.isEmpty() ? Optional.empty() : Optional.of(new TinyEntry(stamp.commitId(), accepted));
        return new Draft<>(entry, verdicts);
    }

    @Override
    public TinyState replay(TinyState state, TinyEntry entry) {
        return state.after(entry);
    }

    @Override
    public String commitId(TinyEntry entry) {
        return entry.commitId();
    }

    @Override
    public Recollection recall(TinyState state, TinyChange change) {
        if (!(change instanceof TinyChange.Write write) || write.jobId().isEmpty()) {
            return Recollection.FORGOTTEN;
        }
        if (state.remembers(write.jobId())) {
            return Recollection.PRESENT;
        }
        return write.begun() > state.cutoff() ? Recollection.ABSENT : Recollection.FORGOTTEN;
    }
}
