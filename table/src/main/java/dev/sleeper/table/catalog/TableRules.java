package dev.sleeper.table.catalog;

import dev.sleeper.log.Cause;
import dev.sleeper.log.CorruptLogException;
import dev.sleeper.log.Draft;
import dev.sleeper.log.Recollection;
import dev.sleeper.log.Rules;
import dev.sleeper.log.Stamp;
import dev.sleeper.log.Verdict;
import dev.sleeper.table.Change;
import dev.sleeper.table.Change.AddFiles;
import dev.sleeper.table.CorruptTableException;
import dev.sleeper.table.EntryDraft;
import dev.sleeper.table.LogEntry;
import dev.sleeper.table.NewTable;
import dev.sleeper.table.Rejection;
import dev.sleeper.table.TableState;
import dev.sleeper.table.catalog.TableEdit.Alteration;
import dev.sleeper.table.catalog.TableEdit.Creation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the entries of a table's log mean. The state is empty before the table's first entry.
final class TableRules implements Rules<Optional<TableState>, TableEdit, LogEntry> {
    private static final Verdict ACCEPTED = new Verdict.Accepted();

    @Override
    public Optional<TableState> empty() {
        return Optional.empty();
    }

    @Override
    public long version(Optional<TableState> state) {
        return state.map(TableState::version).orElse(-1L);
    }

    @Override
    public Draft<LogEntry> draft(Optional<TableState> state, List<TableEdit> edits, Stamp stamp) {
        return state.isEmpty() ? creation(edits, stamp) : alteration(state.get(), edits, stamp);
    }

    private static Draft<LogEntry> creation(List<TableEdit> edits, Stamp stamp) {
        Optional<LogEntry> entry = Optional.empty();
        List<Verdict> verdicts = new ArrayList<>();
        for (TableEdit edit : edits) {
            if (entry.isEmpty() && edit instanceof Creation(NewTable table)) {
                entry = Optional.of(table.firstEntry(stamp.commitId()));
                verdicts.add(ACCEPTED);
            } else {
                verdicts.add(new Verdict.Refused(Cause.GONE, "The table was never created"));
            }
        }
        return new Draft<>(entry, verdicts);
    }

    private static Draft<LogEntry> alteration(TableState state, List<TableEdit> edits, Stamp stamp) {
        EntryDraft draft = EntryDraft.on(state);
        List<Verdict> verdicts = new ArrayList<>();
        for (TableEdit edit : edits) {
            switch (edit) {
                case Creation creation ->
                    verdicts.add(new Verdict.Refused(Cause.REFUSED, "The table has been created already"));
                case Alteration(Change change) -> {
                    EntryDraft.Offer offer = draft.with(change);
                    verdicts.add(verdict(offer));
                    if (offer instanceof EntryDraft.Offer.Joined(EntryDraft longer)) {
                        draft = longer;
                    }
                }
            }
        }
        Optional<LogEntry> entry =
                draft.isEmpty() ? Optional.empty() : Optional.of(draft.entry(stamp.commitId(), stamp.timeMillis()));
        return new Draft<>(entry, verdicts);
    }

    private static Verdict verdict(EntryDraft.Offer offer) {
        return switch (offer) {
            case EntryDraft.Offer.Joined joined -> ACCEPTED;
            case EntryDraft.Offer.Waits waits -> new Verdict.Deferred();
            case EntryDraft.Offer.Refused(Rejection.AlreadyWritten written) -> new Verdict.Present();
            case EntryDraft.Offer.Refused(Rejection.TableDropped dropped) ->
                new Verdict.Refused(Cause.GONE, dropped.message());
            case EntryDraft.Offer.Refused(Rejection.TooLarge large) ->
                new Verdict.Refused(Cause.TOO_LARGE, large.message());
            case EntryDraft.Offer.Refused(Rejection reason) -> new Verdict.Refused(Cause.REFUSED, reason.message());
        };
    }

    @Override
    public Optional<TableState> replay(Optional<TableState> state, LogEntry entry) {
        try {
            return Optional.of(
                    state.isEmpty() ? TableState.first(entry) : state.get().replay(entry));
        } catch (CorruptTableException e) {
            throw new CorruptLogException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String commitId(LogEntry entry) {
        return entry.commitId();
    }

    @Override
    public Recollection recall(Optional<TableState> state, TableEdit edit) {
        if (state.isEmpty() || !(edit instanceof Alteration(AddFiles write))) {
            return Recollection.FORGOTTEN;
        }
        if (state.get().job(write.jobId()).isPresent()) {
            return Recollection.PRESENT;
        }
        return state.get().cutoffs().mayHaveForgotten(write.begunMillis())
                ? Recollection.FORGOTTEN
                : Recollection.ABSENT;
    }
}
