package dev.sleeper.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaArgumentsTest {

    @Test
    void typesMayBeCalledAsInPython() {
        assertThat(SchemaArguments.toJson(List.of("key:str", "count:int?", "size:IntType"), List.of("key"), List.of())
                        .path("fields")
                        .toString())
                .isEqualTo("[{\"name\":\"key\",\"type\":\"StringType\"},"
                        + "{\"name\":\"count\",\"type\":\"LongType\",\"nullable\":true},"
                        + "{\"name\":\"size\",\"type\":\"IntType\"}]");
    }
}
