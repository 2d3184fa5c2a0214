package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BytesColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gives the same string again where the next row says the same, as with the names of tags. Not thread-safe.
final class TextMemo {
    private static final int PLACES = 16;

    private final byte[][] lastBytes = new byte[PLACES][];
    private final @Nullable String[] last = new @Nullable String[PLACES];

    /// The string of a row.
    ///
    /// @param place what the string is compared with: the one given last at this place
    String text(BytesColumn texts, int row, int place) {
        if (place >= PLACES) {
            return StructRow.text(texts, row);
        }
        String before = last[place];
        int from = texts.offsets()[row];
        int to = texts.offsets()[row + 1];
        if (before != null && Arrays.equals(lastBytes[place], 0, lastBytes[place].length, texts.bytes(), from, to)) {
            return before;
        }
        String text = StructRow.text(texts, row);
        lastBytes[place] = Arrays.copyOfRange(texts.bytes(), from, to);
        last[place] = text;
        return text;
    }
}
