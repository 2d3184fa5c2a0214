package dev.sleeper.table.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaSchemaTest {

    @Test
    void everyTypeHasOneDeltaType() {
        List<Field> fields = new ArrayList<>();
        for (PrimitiveType type : PrimitiveType.values()) {
            fields.add(Field.required("required_" + type, type));
            fields.add(Field.nullable("nullable_" + type, type));
            fields.add(Field.nullable("list_" + type, new ListType(type)));
            fields.add(Field.required("map_" + type, new MapType(type, type)));
        }
        Schema schema = Schema.of(fields, List.of("required_StringType"), List.of("required_IntType"));

        assertThat(DeltaSchema.read(DeltaSchema.write(fields), schema.rowKeys(), schema.sortKeys()))
                .isEqualTo(schema);
    }

    @Test
    void listsAndMapsHoldNoNulls() {
        String schema = DeltaSchema.write(List.of(
                Field.nullable("l", new ListType(PrimitiveType.INT)),
                Field.required("m", new MapType(PrimitiveType.STRING, PrimitiveType.BYTE_ARRAY))));

        assertThat(schema)
                .isEqualTo("{\"type\":\"struct\",\"fields\":["
                        + "{\"name\":\"l\",\"type\":{\"type\":\"array\",\"elementType\":\"integer\",\"containsNull\":false},"
                        + "\"nullable\":true,\"metadata\":{}},"
                        + "{\"name\":\"m\",\"type\":{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"binary\","
                        + "\"valueContainsNull\":false},\"nullable\":false,\"metadata\":{}}]}");
    }

    @Test
    void unknownTypesAreRefused() {
        String schema = "{\"type\":\"struct\",\"fields\":[{\"name\":\"d\",\"type\":\"date\"}]}";

        assertThatThrownBy(() -> DeltaSchema.read(schema, List.of("d"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'d' of type");
        assertThatThrownBy(() -> DeltaSchema.read("{", List.of(), List.of())).hasMessageContaining("not JSON");
    }
}
