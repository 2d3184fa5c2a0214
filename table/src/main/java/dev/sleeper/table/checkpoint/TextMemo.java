package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BytesColumn;
import org.jspecify.annotations.Nullable;

/// Gives the same string again where the next row says the same, as with the names of tags. Not thread-safe.
final class TextMemo {
    private static final int PLACES = 16;

    private final @Nullable String[] last = new @Nullable String[PLACES];

    /// The string of a row.
    ///
    /// @param place what the string is compared with: the one given last at this place
    String text(BytesColumn texts, int row, int place) {
        if (place >= PLACES) {
            return StructRow.text(texts, row);
        }
        String before = last[place];
        if (before != null && isText(before, texts, row)) {
            return before;
        }
        String text = StructRow.text(texts, row);
        last[place] = text;
        return text;
    }

    /// True only for ASCII text, of which a character is a byte.
    private static boolean isText(String text, BytesColumn texts, int row) {
        int from = texts.offsets()[row];
        int length = texts.length(row);
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != texts.bytes()[from + i]) {
                return false;
            }
        }
        return true;
    }
}
