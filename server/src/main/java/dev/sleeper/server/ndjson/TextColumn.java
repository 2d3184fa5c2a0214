package dev.sleeper.server.ndjson;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.Refusal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Strings, or byte arrays in base64.
final class TextColumn extends JsonColumn {
    private final PrimitiveType kind;
    private byte[] bytes = new byte[256];
    private int[] offsets = new int[65];

    TextColumn(String name, PrimitiveType kind) {
        super(name, kind);
        this.kind = kind;
    }

    @Override
    void append(JsonParser json, long record, int row) {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            throw wrongValue(json, record);
        }
        put(row, kind == PrimitiveType.STRING ? utf8(json, record) : decoded(json, record));
    }

    @Override
    void appendNull(int row) {
        put(row, ByteBuffer.allocate(0));
    }

    @Override
    Column build(int rows, Validity validity) {
        return new BytesColumn(bytes, offsets, rows, validity);
    }

    /// An escape may name half of a character, which UTF-8 cannot hold.
    private ByteBuffer utf8(JsonParser json, long record) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json.getString()));
        } catch (CharacterCodingException e) {
            throw Refusal.notUtf8(name(), record);
        }
    }

    private ByteBuffer decoded(JsonParser json, long record) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(json.getString()));
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.wrongValue(name(), record, "a string that is not base64", kind);
        }
    }

    private void put(int row, ByteBuffer value) {
        int start = offsets[row];
        int length = value.remaining();
        if (length > bytes.length - start) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(start, length), 2 * bytes.length));
        }
        if (row + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        value.get(bytes, start, length);
        offsets[row + 1] = start + length;
    }
}
