package dev.sleeper.table.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as the log has it: one object a line without white space, names in a fixed order; strict when it is read.
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /// Reads trees, within Jackson's bounds on depth and length.
    static final JsonMapper READER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// One value as text.
    static String write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        write(text, content);
        return text.toString(StandardCharsets.UTF_8);
    }

    /// Appends one value.
    static void write(ByteArrayOutputStream text, Consumer<JsonGenerator> content) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
    }
}
