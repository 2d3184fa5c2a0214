package dev.sleeper.server.arrow;

import dev.sleeper.row.BooleanColumn;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.MapColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Two rows with a field of every type that a table can have.
final class AllTypes {
    static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.required("key", PrimitiveType.STRING),
                    Field.required("int", PrimitiveType.INT),
                    Field.required("long", PrimitiveType.LONG),
                    Field.required("float", PrimitiveType.FLOAT),
                    Field.required("double", PrimitiveType.DOUBLE),
                    Field.required("boolean", PrimitiveType.BOOLEAN),
                    Field.required("timestamp", PrimitiveType.TIMESTAMP),
                    Field.required("bytes", PrimitiveType.BYTE_ARRAY),
                    Field.required("list", new ListType(PrimitiveType.LONG)),
                    Field.required("map", new MapType(PrimitiveType.STRING, PrimitiveType.LONG)),
                    Field.nullable("maybe", PrimitiveType.STRING)),
            List.of("key"),
            List.of());

    static final RowBatch BATCH = new RowBatch(
            SCHEMA.fields(),
            List.of(
                    strings("a", "\u00e9\ud83d\ude00"),
                    new IntColumn(new int[] {-7, Integer.MAX_VALUE}, 2, Validity.ALL),
                    new LongColumn(new long[] {1L << 32, Long.MIN_VALUE}, 2, Validity.ALL),
                    new IntColumn(
                            new int[] {Float.floatToRawIntBits(1.5f), Float.floatToRawIntBits(Float.NaN)},
                            2,
                            Validity.ALL),
                    new LongColumn(
                            new long[] {
                                Double.doubleToRawLongBits(-0.25), Double.doubleToRawLongBits(Double.POSITIVE_INFINITY)
                            },
                            2,
                            Validity.ALL),
                    new BooleanColumn(new boolean[] {true, false}, 2, Validity.ALL),
                    new LongColumn(new long[] {1_700_000_000_000_001L, -1}, 2, Validity.ALL),
                    new BytesColumn(new byte[] {0x7a, 0, (byte) 0xff}, new int[] {0, 3, 3}, 2, Validity.ALL),
                    new ListColumn(
                            new int[] {0, 3, 3},
                            new LongColumn(new long[] {1, 2, 3}, 3, Validity.ALL),
                            2,
                            Validity.ALL),
                    new MapColumn(
                            new int[] {0, 2, 2},
                            strings("x", "y"),
                            new LongColumn(new long[] {1, 2}, 2, Validity.ALL),
                            2,
                            Validity.ALL),
                    new BytesColumn(new byte[] {'s'}, new int[] {0, 1, 1}, 2, Validity.of(new long[] {1}, 2))),
            2);

    private AllTypes() {}

    static Column strings(String... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] offsets = new int[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            bytes.writeBytes(values[i].getBytes(StandardCharsets.UTF_8));
            offsets[i + 1] = bytes.size();
        }
        return new BytesColumn(bytes.toByteArray(), offsets, values.length, Validity.ALL);
    }
}
