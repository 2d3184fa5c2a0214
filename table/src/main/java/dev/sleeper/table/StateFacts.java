package dev.sleeper.table;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A state taken apart into the facts that make it, in the order in which [TableState#restore] takes them.
final class StateFacts {
    private StateFacts() {}

    static Stream<Action> of(TableState state) {
        Stream<Action> ending = state.dropped() ? Stream.of(new Action.Drop(state.tableTimeMillis())) : Stream.empty();
        return Stream.of(
                        Stream.of(new Action.SetMetadata(state.metadata()), new Action.SetCutoffs(state.cutoffs())),
                        state.partitions().partitions().stream().map(Action.PutPartition::new),
                        state.holds().stream().map(Action.PutHold::new),
                        state.jobs().entrySet().stream().map(job -> new Action.RecordJob(job.getKey(), job.getValue())),
                        state.tombstones().stream().map(Action.RemoveFile::new),
                        StreamSupport.stream(state.files().spliterator(), false)
                                .map(file -> new Action.AddFile(file, false)),
                        ending)
                .flatMap(facts -> facts);
    }
}
