package dev.sleeper.rowfile;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/// Reads files with parquet-java, page checksums verified, into values like those of [SampleRows#values].
final class ParquetJavaRows {
    private ParquetJavaRows() {}

    static List<List<@Nullable Object>> read(Path file, List<Field> fields, FilterCompat.Filter filter)
            throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new GroupReader(new LocalInputFile(file))
                .withFilter(filter)
                .usePageChecksumVerification()
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(struct(row, fields));
            }
        }
        return rows;
    }

    private static List<@Nullable Object> struct(Group group, List<Field> fields) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            boolean absent = group.getFieldRepetitionCount(i) == 0;
            values.add(absent ? null : value(group, i, fields.get(i).type()));
        }
        return values;
    }

    private static Object value(Group group, int place, Type type) {
        return switch (type) {
            case PrimitiveType primitive -> primitive(group, place, primitive);
            case StructType struct -> struct(group.getGroup(place, 0), struct.fields());
            case ListType list -> elements(group.getGroup(place, 0), 0, list.element());
            case MapType map ->
                List.of(
                        elements(group.getGroup(place, 0), 0, map.key()),
                        elements(group.getGroup(place, 0), 1, map.value()));
        };
    }

    private static List<Object> elements(Group repeated, int place, Type type) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < repeated.getFieldRepetitionCount(0); i++) {
            elements.add(value(repeated.getGroup(0, i), place, type));
        }
        return elements;
    }

    private static Object primitive(Group group, int place, PrimitiveType type) {
        return switch (type) {
            case INT -> group.getInteger(place, 0);
            case LONG, TIMESTAMP -> group.getLong(place, 0);
            case FLOAT -> Float.floatToRawIntBits(group.getFloat(place, 0));
            case DOUBLE -> Double.doubleToRawLongBits(group.getDouble(place, 0));
            case BOOLEAN -> group.getBoolean(place, 0);
            case STRING, BYTE_ARRAY ->
                HexFormat.of().formatHex(group.getBinary(place, 0).getBytes());
        };
    }

    private static final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader(InputFile file) {
            super(file);
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
