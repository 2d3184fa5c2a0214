package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.table.log.LastText;
import java.util.stream.Stream;

/// Gives the same string again where the next row says the same, as with the names of tags. Not thread-safe.
final class TextMemo {
    private static final int PLACES = 16;

    private final LastText[] places =
            Stream.generate(LastText::new).limit(PLACES).toArray(LastText[]::new);

    /// The string of a row.
    ///
    /// @param place what the string is compared with: the one given last at this place
    String text(BytesColumn texts, int row, int place) {
        return place < PLACES
                ? places[place].of(texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1])
                : StructRow.text(texts, row);
    }
}
