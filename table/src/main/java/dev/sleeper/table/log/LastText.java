package dev.sleeper.table.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gives the same string again where the next bytes are the same as those before. Not thread-safe.
public final class LastText {
    private byte[] bytes = {};
    private String string = "";

    /// The string that the bytes from `from` to before `to` are in UTF-8.
    public String of(byte[] text, int from, int to) {
        if (!Arrays.equals(bytes, 0, bytes.length, text, from, to)) {
            bytes = Arrays.copyOfRange(text, from, to);
            string = new String(bytes, StandardCharsets.UTF_8);
        }
        return string;
    }
}
