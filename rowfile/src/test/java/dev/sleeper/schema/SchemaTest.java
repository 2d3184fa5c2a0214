package dev.sleeper.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private static final Field KEY = Field.required("key", PrimitiveType.STRING);

    @Test
    void keyFieldsAreRowKeysThenSortKeysInTheirOwnOrder() {
        Field number = Field.required("number", PrimitiveType.LONG);
        Field time = Field.required("time", PrimitiveType.INT);

        Schema schema = Schema.of(List.of(time, number, KEY), List.of("key", "number"), List.of("time"));

        assertThat(schema.keyFields()).containsExactly(KEY, number, time);
        assertThat(schema.fields()).containsExactly(time, number, KEY);
    }

    @Test
    void aSchemaWithoutRowKeysIsRefused() {
        assertRefused(List.of(KEY), List.of(), List.of(), "at least one row key");
    }

    @Test
    void aSchemaWithoutFieldsIsRefused() {
        assertRefused(List.of(), List.of(), List.of(), "The schema has no fields");
    }

    @Test
    void aControlCharacterInANameIsToldAndNotRepeated() {
        Field odd = Field.required("k\u0000b", PrimitiveType.STRING);

        assertRefused(List.of(odd), List.of("k\u0000b"), List.of(), "Field name 'k?b'");
        assertRefused(List.of(odd), List.of("k\u0000b"), List.of(), "NUL");
    }

    @Test
    void aKeyThatIsNoFieldIsRefused() {
        assertRefused(List.of(KEY), List.of("other"), List.of(), "There is no field other");
    }

    @Test
    void aFieldThatIsAKeyTwiceIsRefused() {
        assertRefused(List.of(KEY), List.of("key"), List.of("key"), "key is named as a key twice");
    }

    @Test
    void aNullableKeyIsRefused() {
        assertRefused(
                List.of(Field.nullable("key", PrimitiveType.INT)), List.of("key"), List.of(), "cannot be nullable");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "BOOLEAN", "TIMESTAMP"})
    void aKeyOfATypeWithoutKeyOrderIsRefused(PrimitiveType type) {
        assertRefused(List.of(Field.required("key", type)), List.of("key"), List.of(), "keys are IntType");
    }

    @Test
    void namesThatDifferOnlyInCaseAreRefused() {
        assertRefused(
                List.of(KEY, Field.nullable("Key", PrimitiveType.INT)), List.of("key"), List.of(), "duplicate field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "a;b", "a{", "a}", "a(", "a)", "a\nb", "a\tb", "a=b", "a`b", "a\u0001"})
    void namesThatDeltaReadersRefuseAreRefused(String name) {
        assertThatThrownBy(() ->
                        Schema.of(List.of(KEY, Field.nullable(name, PrimitiveType.INT)), List.of("key"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyListsAndMapsOfPrimitivesAreTaken() {
        Type list = new ListType(PrimitiveType.STRING);
        Type map = new MapType(PrimitiveType.STRING, PrimitiveType.TIMESTAMP);

        assertThat(Schema.of(
                                List.of(KEY, Field.nullable("list", list), Field.required("map", map)),
                                List.of("key"),
                                List.of())
                        .fields())
                .hasSize(3);
        for (Type nested :
                List.of(new ListType(list), new MapType(PrimitiveType.INT, map), new StructType(List.of(KEY)))) {
            assertRefused(List.of(KEY, Field.nullable("v", nested)), List.of("key"), List.of(), "Field v has type");
        }
    }

    private static void assertRefused(List<Field> fields, List<String> rowKeys, List<String> sortKeys, String why) {
        assertThatThrownBy(() -> Schema.of(fields, rowKeys, sortKeys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
