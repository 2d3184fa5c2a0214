package dev.sleeper.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaJsonTest {
    private static final Schema EVERY_TYPE = Schema.of(
            List.of(
                    Field.nullable("flag", PrimitiveType.BOOLEAN),
                    Field.required("key", PrimitiveType.STRING),
                    Field.required("bytes", PrimitiveType.BYTE_ARRAY),
                    Field.required("int", PrimitiveType.INT),
                    Field.required("long", PrimitiveType.LONG),
                    Field.required("float", PrimitiveType.FLOAT),
                    Field.required("double", PrimitiveType.DOUBLE),
                    Field.required("at", PrimitiveType.TIMESTAMP),
                    Field.required("list", new ListType(PrimitiveType.INT)),
                    Field.nullable("map", new MapType(PrimitiveType.STRING, PrimitiveType.LONG))),
            List.of("key", "bytes"),
            List.of("long"));

    @Test
    void schemaIsReadAsItIsWritten() {
        assertThat(SchemaJson.parse(SchemaJson.write(EVERY_TYPE))).isEqualTo(EVERY_TYPE);
    }

    @Test
    void schemaIsWrittenInOurOwnForm() {
        Schema schema = Schema.of(
                List.of(
                        Field.required("key", PrimitiveType.STRING),
                        Field.nullable("n", new ListType(PrimitiveType.INT))),
                List.of("key"),
                List.of());

        assertThat(SchemaJson.write(schema))
                .isEqualTo("{\"fields\":[{\"name\":\"key\",\"type\":\"StringType\"},"
                        + "{\"name\":\"n\",\"type\":\"ListType(IntType)\",\"nullable\":true}],"
                        + "\"rowKeys\":[\"key\"],\"sortKeys\":[]}");
    }

    @Test
    void listsOfFieldsAreReadInTheOrderRowKeysSortKeysValues() {
        Schema schema = SchemaJson.parse("""
                {"rowKeyFields":[{"name":"key","type":"StringType"}],
                 "sortKeyFields":[{"name":"timestamp","type":"LongType"}],
                 "valueFields":[{"name":"v","type":{"ListType":{"elementType":"IntType"}}},
                                {"name":"m","type":{"MapType":{"keyType":"StringType","valueType":"LongType"}}},
                                {"name":"o","type":"StringType","nullable":true}]}
                """);

        assertThat(schema)
                .isEqualTo(Schema.of(
                        List.of(
                                Field.required("key", PrimitiveType.STRING),
                                Field.required("timestamp", PrimitiveType.LONG),
                                Field.required("v", new ListType(PrimitiveType.INT)),
                                Field.required("m", new MapType(PrimitiveType.STRING, PrimitiveType.LONG)),
                                Field.nullable("o", PrimitiveType.STRING)),
                        List.of("key"),
                        List.of("timestamp")));
    }

    @Test
    void sortAndValueFieldsMayBeLeftOut() {
        Schema schema = SchemaJson.parse("{\"rowKeyFields\":[{\"name\":\"key\",\"type\":\"IntType\"}]}");

        assertThat(schema.sortKeys()).isEmpty();
        assertThat(schema.fields()).hasSize(1);
    }

    @Test
    void typesMayHaveSpaces() {
        assertThat(TypeText.parse(" MapType( StringType , LongType ) "))
                .isEqualTo(new MapType(PrimitiveType.STRING, PrimitiveType.LONG));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "longtype",
                "ListType",
                "ListType()",
                "ListType(IntType",
                "IntType)",
                "MapType(IntType)",
                "ListType(ListType(IntType))",
                "LongType extra"
            })
    void unknownTypesAreNamedWithThoseThatThereAre(String type) {
        assertThatThrownBy(() -> TypeText.parse(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + type + "'")
                .hasMessageContaining("LongType");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[] | A schema is a JSON object",
                "{ | not JSON",
                "{'fields':{}} | fields is not a list",
                "{'fields':[{'name':'k'}],'rowKeys':['k']} | Field 'k': it has no type",
                "{'fields':[{'type':'IntType'}],'rowKeys':['k']} | Field 1 of fields",
                "{'fields':[{'name':'k','type':'Int'}],'rowKeys':['k']} | Field 'k': Unknown type 'Int'",
                "{'fields':[{'name':'k','type':{'ListType':{}}}],'rowKeys':['k']} | Unknown type {",
                "{'fields':[{'name':'k','type':'IntType','nullable':1}],'rowKeys':['k']} | true or false",
                "{'fields':[{'name':'k','type':'IntType','size':1}],'rowKeys':['k']} | unknown property 'size'",
                "{'fields':[{'name':'k','type':'IntType'}],'rowKeys':[1]} | 1 is not the name of a field",
                "{'fields':[{'name':'k','type':'IntType'}],'rowKeys':'k'} | rowKeys is not a list",
                "{'fields':[{'name':'k','type':'IntType'}],'rowKeys':[]} | at least one row key",
                "{'fields':[{'name':'k','type':'IntType'}],'rowKey':['k']} | unknown property 'rowKey'",
                "{'rowKeyFields':[{'name':'k','type':'IntType'}],'fields':[]} | unknown property 'fields'"
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> SchemaJson.parse(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.trim());
    }
}
