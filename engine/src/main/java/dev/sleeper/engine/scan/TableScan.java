package dev.sleeper.engine.scan;

import dev.sleeper.row.KeyRange;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.table.DataFile;
import dev.sleeper.table.Partition;
import dev.sleeper.table.TableState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The wanted rows of a table at one version, in key order. Leaves are read one after the other; the rows of a leaf are
/// in the files of the partitions from it up to the root. Where there is much to read, a leaf is cut into parts, which
/// are read side by side.
///
/// Not thread-safe; its user closes it.
public final class TableScan implements AutoCloseable {
    private final ReadAhead rows;

    private TableScan(ReadAhead rows) {
        this.rows = rows;
    }

    /// What a scan is made of, for all tables of an instance.
    ///
    /// @param cache   what is known of data files
    /// @param pathOf  where a data file of a table is in the store
    /// @param workers read ahead
    /// @param memory  for the rows that are read
    public record Sources(
            FileCache cache,
            Function<TableState, Function<DataFile, String>> pathOf,
            ExecutorService workers,
            ReadMemory memory) {}

    /// Begins to read.
    ///
    /// @param stretches the wanted rows: ascending, without overlap
    /// @param fields    the fields of the rows, all keys among them
    /// @param ahead     whether to read ahead; false when few rows will be asked for
    /// @throws OverloadedException when there is no memory for one more
    public static TableScan of(
            Sources sources, TableState state, List<KeyStretch> stretches, List<Field> fields, boolean ahead) {
        ReadMemory memory = sources.memory();
        Parts parts = new Parts(sources, state, stretches, fields);
        boolean small = !ahead || isOfOneKey(stretches);
        int partsAhead = small ? 0 : ScanLimits.TASKS_AHEAD;
        return new TableScan(new ReadAhead(parts, sources.workers(), partsAhead, memory, memory.forScan(small)));
    }

    private static boolean isOfOneKey(List<KeyStretch> stretches) {
        return stretches.size() == 1 && stretches.getFirst().keyHash().isPresent();
    }

    /// The next rows, at least one; null after the last.
    public @Nullable RowBatch next() {
        return rows.next();
    }

    @Override
    public void close() {
        rows.close();
    }

    /// The parts of the scan in order, worked out leaf by leaf as they are asked for.
    private static final class Parts implements Iterator<ScanPart> {
        private final Sources sources;
        private final TableState state;
        private final Schema schema;
        private final List<Field> fields;
        private final Function<DataFile, String> pathOf;
        private final Iterator<Map.Entry<Partition, List<KeyStretch>>> leaves;
        private Iterator<ScanPart> leafParts = Collections.emptyIterator();

        Parts(Sources sources, TableState state, List<KeyStretch> stretches, List<Field> fields) {
            this.sources = sources;
            this.state = state;
            this.schema = state.schema();
            this.fields = fields;
            this.pathOf = sources.pathOf().apply(state);
            this.leaves = byLeaf(state, stretches).entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            while (!leafParts.hasNext() && leaves.hasNext()) {
                Map.Entry<Partition, List<KeyStretch>> leaf = leaves.next();
                leafParts = partsOf(leaf.getKey(), leaf.getValue());
            }
            return leafParts.hasNext();
        }

        @Override
        public ScanPart next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The scan has no more parts");
            }
            return leafParts.next();
        }

        private Iterator<ScanPart> partsOf(Partition leaf, List<KeyStretch> stretches) {
            List<SortedFile> files = filesFor(leaf, stretches);
            if (files.isEmpty()) {
                return Collections.emptyIterator();
            }
            int depth = FileChain.of(files).size();
            return PartCut.of(files, depth, stretches, sources.memory().scanBytes()).stream()
                    .map(part -> part(files, part))
                    .iterator();
        }

        private ScanPart part(List<SortedFile> files, List<KeyStretch> stretches) {
            KeyRange hull = KeyStretch.hull(stretches);
            List<SortedFile> overlapping = files.stream()
                    .filter(file -> file.pageKeys().overlaps(hull))
                    .toList();
            return new ScanPart(FileChain.of(overlapping), schema, stretches, fields);
        }

        /// The files that may have wanted rows of a leaf, each once: those of the leaf and of the partitions above it.
        private List<SortedFile> filesFor(Partition leaf, List<KeyStretch> stretches) {
            KeyRange hull = KeyStretch.hull(stretches);
            boolean oneKey = isOfOneKey(stretches);
            List<SortedFile> files = new ArrayList<>();
            for (Partition partition : state.partitions().pathToRoot(leaf.id())) {
                for (DataFile file : state.filesIn(partition.id())) {
                    if (mayHave(file, hull, stretches)) {
                        SortedFile sorted = sources.cache().file(pathOf.apply(file), schema);
                        if (!oneKey || sorted.mayHaveKey(stretches.getFirst())) {
                            files.add(sorted);
                        }
                    }
                }
            }
            return files;
        }

        private static boolean mayHave(DataFile file, KeyRange hull, List<KeyStretch> stretches) {
            return overlaps(file, hull)
                    && (stretches.size() == 1
                            || stretches.stream().anyMatch(stretch -> overlaps(file, stretch.range())));
        }

        private static boolean overlaps(DataFile file, KeyRange range) {
            return file.maxKey().compareTo(range.min()) >= 0
                    && (range.max() == null || file.minKey().compareTo(range.max()) < 0);
        }

        /// The leaves that the stretches lie in, in key order, and the part of the stretches in each.
        private static Map<Partition, List<KeyStretch>> byLeaf(TableState state, List<KeyStretch> stretches) {
            Map<Partition, List<KeyStretch>> byLeaf = new LinkedHashMap<>();
            for (KeyStretch stretch : stretches) {
                for (Partition leaf : state.partitions().leavesOverlapping(stretch.range())) {
                    byLeaf.computeIfAbsent(leaf, first -> new ArrayList<>()).add(stretch.within(leaf.range()));
                }
            }
            return byLeaf;
        }
    }
}
