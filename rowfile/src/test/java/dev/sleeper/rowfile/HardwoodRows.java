package dev.sleeper.rowfile;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads files with hardwood into values like those of [SampleRows#values].
final class HardwoodRows {
    private HardwoodRows() {}

    static List<List<@Nullable Object>> read(byte[] file, List<Field> fields) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
                RowReader in = reader.rowReader()) {
            while (in.hasNext()) {
                in.next();
                List<@Nullable Object> row = new ArrayList<>();
                for (Field field : fields) {
                    row.add(in.isNull(field.name()) ? null : value(field.type(), in.getValue(field.name())));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static Object value(Type type, Object value) {
        return switch (type) {
            case PrimitiveType primitive -> primitive(value);
            case ListType list ->
                ((PqList) value)
                        .values().stream()
                                .map(element -> value(list.element(), element))
                                .toList();
            case MapType map -> {
                List<PqMap.Entry> entries = ((PqMap) value).getEntries();
                yield List.of(
                        entries.stream()
                                .map(entry -> value(map.key(), entry.getKey()))
                                .toList(),
                        entries.stream()
                                .map(entry -> value(map.value(), entry.getValue()))
                                .toList());
            }
            case StructType struct -> {
                PqStruct parts = (PqStruct) value;
                List<@Nullable Object> values = new ArrayList<>();
                for (Field part : struct.fields()) {
                    values.add(parts.isNull(part.name()) ? null : value(part.type(), parts.getValue(part.name())));
                }
                yield values;
            }
        };
    }

    private static Object primitive(Object value) {
        return switch (value) {
            case Float number -> Float.floatToRawIntBits(number);
            case Double number -> Double.doubleToRawLongBits(number);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Instant instant -> ChronoUnit.MICROS.between(Instant.EPOCH, instant);
            case Object other -> other;
        };
    }
}
