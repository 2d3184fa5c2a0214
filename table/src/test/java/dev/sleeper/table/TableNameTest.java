package dev.sleeper.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"my_table", "_", "0", "a.b-c", "a..b"})
    void namesOfLowerCaseLettersDigitsAndMarksAreLegal(String name) {
        assertThat(TableName.check(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".", "..", ".a", "-a", "a/b", "a\\b", "a b", "%2e%2e", "ä", "a\u0000", "a\n", "\uff0e\uff0e"})
    void namesThatCouldEscapeAreRefused(String name) {
        assertThatThrownBy(() -> TableName.check(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void upperCaseIsNamedInTheError() {
        assertThatThrownBy(() -> TableName.check("myTable"))
                .hasMessageContaining("'myTable'")
                .hasMessageContaining("upper-case letter 'T' at place 3");
    }

    @Test
    void namesHaveOneTo128Characters() {
        TableName.check("a".repeat(128));

        assertThatThrownBy(() -> TableName.check("a".repeat(129))).hasMessageContaining("129");
        assertThatThrownBy(() -> TableName.check("")).hasMessageContaining("1 to 128");
    }
}
