package dev.sleeper.table.checkpoint;

import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Type.StructType;
import dev.sleeper.table.Action;
import dev.sleeper.table.TableState;
import dev.sleeper.table.log.DeltaAction;
import dev.sleeper.table.log.DeltaMapping;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// The rows of a state's checkpoint, batch by batch: the protocol, the state's version, then its facts in their
/// order.
///
/// Not thread-safe.
final class CheckpointRows implements Iterator<RowBatch> {
    private static final int BATCH_ROWS = 8_192;

    private final long version;
    private final DeltaMapping mapping;
    private final Iterator<Action> facts;
    private boolean begun;

    private CheckpointRows(TableState state) {
        this.version = state.version();
        this.mapping = new DeltaMapping(state.schema());
        this.facts = state.facts().iterator();
    }

    static CheckpointRows of(TableState state) {
        return new CheckpointRows(state);
    }

    @Override
    public boolean hasNext() {
        return facts.hasNext() || !begun;
    }

    @Override
    public RowBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<StructCells> columns = CheckpointLayout.FIELDS.stream()
                .map(field -> StructCells.of((StructType) field.type()))
                .toList();
        int rowCount = 0;
        if (!begun) {
            begun = true;
            add(columns, DeltaAction.Protocol.SLEEPER);
            add(columns, DeltaMapping.checkpointOf(version));
            rowCount = 2;
        }
        while (rowCount < BATCH_ROWS && facts.hasNext()) {
            add(columns, mapping.toDelta(facts.next()));
            rowCount++;
        }
        List<Column> built = columns.stream().<Column>map(StructCells::toColumn).toList();
        return new RowBatch(CheckpointLayout.FIELDS, built, rowCount);
    }

    private static void add(List<StructCells> columns, DeltaAction action) {
        int kind =
                switch (action) {
                    case DeltaAction.Protocol protocol -> addProtocol(columns, protocol);
                    case DeltaAction.Metadata metadata -> addMetadata(columns, metadata);
                    case DeltaAction.Domain domain -> addDomain(columns, domain);
                    case DeltaAction.Txn txn -> addTxn(columns, txn);
                    case DeltaAction.Remove remove -> addRemove(columns, remove);
                    case DeltaAction.Add add -> addAdd(columns, add);
                };
        for (int i = 0; i < columns.size(); i++) {
            if (i != kind) {
                columns.get(i).addNull();
            }
        }
    }

    private static int addProtocol(List<StructCells> columns, DeltaAction.Protocol protocol) {
        columns.get(CheckpointLayout.PROTOCOL)
                .begin()
                .add(protocol.minReaderVersion())
                .add(protocol.minWriterVersion())
                .add(protocol.writerFeatures());
        return CheckpointLayout.PROTOCOL;
    }

    private static int addMetadata(List<StructCells> columns, DeltaAction.Metadata metadata) {
        StructCells cells = columns.get(CheckpointLayout.METADATA);
        cells.begin().add(metadata.id()).add(metadata.name());
        cells.beginPart().add("parquet").add(Map.of());
        cells.add(metadata.schemaString())
                .add(List.of())
                .add(metadata.configuration())
                .add(metadata.createdTime());
        return CheckpointLayout.METADATA;
    }

    private static int addDomain(List<StructCells> columns, DeltaAction.Domain domain) {
        columns.get(CheckpointLayout.DOMAIN)
                .begin()
                .add(domain.domain())
                .add(domain.configuration())
                .add(domain.removed());
        return CheckpointLayout.DOMAIN;
    }

    private static int addTxn(List<StructCells> columns, DeltaAction.Txn txn) {
        columns.get(CheckpointLayout.TXN).begin().add(txn.appId()).add(txn.version());
        return CheckpointLayout.TXN;
    }

    private static int addRemove(List<StructCells> columns, DeltaAction.Remove remove) {
        columns.get(CheckpointLayout.REMOVE)
                .begin()
                .add(remove.path())
                .add(remove.deletionTimestamp())
                .add(false)
                .add(true)
                .add(Map.of())
                .add(remove.size());
        return CheckpointLayout.REMOVE;
    }

    private static int addAdd(List<StructCells> columns, DeltaAction.Add add) {
        columns.get(CheckpointLayout.ADD)
                .begin()
                .add(add.path())
                .add(Map.of())
                .add(add.size())
                .add(add.modificationTime())
                .add(false)
                .add(add.stats())
                .add(add.tags());
        return CheckpointLayout.ADD;
    }
}
