package dev.sleeper.rowfile;

import static java.util.Objects.requireNonNull;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.row.Column;
import dev.sleeper.rowfile.shape.FileShape;
import dev.sleeper.rowfile.shape.ShapeReader;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// Reads the end of a file. The checksum of all of it is compared before anything is parsed; then every
/// position and count must be the one that the writer would have given, so that nothing is left to trust.
final class FooterReader {
    private final String path;
    private final FooterBytes bytes;
    private final FileMetaData metaData;
    private final FileShape shape;
    private final Map<String, String> properties;

    private FooterReader(String path, FooterBytes bytes, FileMetaData metaData) {
        this.path = path;
        this.bytes = bytes;
        this.metaData = metaData;
        this.shape = ShapeReader.read(requireNonNull(metaData.getSchema()))
                .orElseThrow(() -> CorruptFileException.inFooter(path, "the schema is none that Sleeper writes"));
        this.properties = new HashMap<>();
        for (KeyValue property : requireNonNull(metaData.getKey_value_metadata())) {
            properties.put(property.getKey(), property.getValue());
        }
    }

    static RowFileFooter read(ObjectReader in) {
        FooterBytes bytes = FooterBytes.read(in);
        try {
            FileMetaData metaData = Thrift.read(
                    new FileMetaData(), bytes.array(), bytes.footerFrom(), bytes.footerTo() - bytes.footerFrom());
            return new FooterReader(in.path(), bytes, metaData).footer();
        } catch (IOException
                | IllegalArgumentException
                | ArithmeticException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | NullPointerException damaged) {
            throw CorruptFileException.inFooter(
                    in.path(), "it cannot be parsed (" + damaged.getMessage() + ")", damaged);
        }
    }

    private RowFileFooter footer() throws IOException {
        check(metaData.getVersion() == FileFormat.PARQUET_VERSION, "it has another Parquet version");
        check(FileFormat.VERSION.equals(properties.get(FileFormat.VERSION_KEY)), "it has another format version");
        List<RowGroup> rowGroups = requireNonNull(metaData.getRow_groups());
        IndexReader indexes = new IndexReader(path, bytes, shape, rowGroups, keyFilterBits());
        List<String> rowKeys = names(FileFormat.ROW_KEYS_KEY);
        List<String> sortKeys = names(FileFormat.SORT_KEYS_KEY);
        List<Integer> keyLeaves = keyLeaves(rowKeys, sortKeys);
        for (RowGroup group : rowGroups) {
            indexes.addGroup(group, keyLeaves);
        }
        indexes.finish(metaData.getNum_rows());
        Map<String, Column> mins = new HashMap<>();
        Map<String, Column> maxes = new HashMap<>();
        for (int leaf : keyLeaves) {
            PrimitiveType type = shape.leaves().get(leaf).type();
            String name = shape.leaves().get(leaf).name();
            mins.put(name, KeyValues.toColumn(type, indexes.mins(leaf)));
            maxes.put(name, KeyValues.toColumn(type, indexes.maxes(leaf)));
        }
        RowFileFooter.Keys keys = new RowFileFooter.Keys(rowKeys, sortKeys, mins, maxes, sketch());
        return new RowFileFooter(path, bytes.fileBytes(), shape, keys, indexes.firstRows(), indexes.groups());
    }

    private int keyFilterBits() {
        String bits = properties.getOrDefault(FileFormat.KEY_FILTER_BITS_KEY, "0");
        check(bits.matches("[0-9]{1,2}"), "it has key filters of another kind");
        int bitsPerRow = Integer.parseInt(bits);
        check(bitsPerRow <= RowFileLayout.MAX_KEY_FILTER_BITS, "it has key filters of another kind");
        return bitsPerRow;
    }

    private List<String> names(String property) {
        String joined = properties.get(property);
        check(joined != null, "it does not say which fields are keys");
        return joined == null || joined.isEmpty()
                ? List.of()
                : Arrays.asList(joined.split(FileFormat.NAME_SEPARATOR, -1));
    }

    private List<Integer> keyLeaves(List<String> rowKeys, List<String> sortKeys) {
        List<String> keys = new ArrayList<>(rowKeys);
        keys.addAll(sortKeys);
        List<Integer> leaves = new ArrayList<>();
        for (String key : keys) {
            for (int i = 0; i < shape.fields().size(); i++) {
                Field field = shape.fields().get(i);
                if (field.name().equals(key) && field.type() instanceof PrimitiveType type && type.canBeKey()) {
                    leaves.add(shape.firstLeaf(i));
                }
            }
        }
        check(leaves.size() == keys.size(), "a key is none of its fields");
        return leaves;
    }

    private @Nullable KeySketch sketch() {
        String encoded = properties.get(FileFormat.SKETCH_KEY);
        return encoded == null ? null : KeySketch.ofBytes(Base64.getDecoder().decode(encoded));
    }

    private void check(boolean asWritten, String why) {
        if (!asWritten) {
            throw CorruptFileException.inFooter(path, why);
        }
    }
}
