package dev.sleeper.rowfile;

import java.nio.charset.StandardCharsets;

/// The constants of a row file that its writer and its reader share; `docs/format.md` tells what they are.
final class FileFormat {
    /// Begins and ends every Parquet file.
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    static final int MAGIC_LENGTH = 4;

    /// Parquet's own version number in the footer.
    static final int PARQUET_VERSION = 2;

    static final String CREATED_BY = "sleeper version 1.0.0 (build 1)";

    /// Keys of the footer's metadata.
    static final String VERSION_KEY = "sleeper.format";

    static final String ROW_KEYS_KEY = "sleeper.rowKeys";
    static final String SORT_KEYS_KEY = "sleeper.sortKeys";
    static final String SKETCH_KEY = "sleeper.keySketch";

    static final String KEY_FILTER_BITS_KEY = "sleeper.keyFilterBits";

    /// Of the layout described in `docs/format.md`.
    static final String VERSION = "1";

    /// Between names of keys, none of which holds it.
    static final String NAME_SEPARATOR = ",";

    /// The seal lies between the indexes and the footer, where other readers do not look: the position at which
    /// the indexes begin (8 bytes, little-endian), the CRC-32C of the indexes, of these 8 bytes and of the
    /// footer (4 bytes), and [#SEAL_MAGIC].
    static final int SEAL_LENGTH = 16;

    /// "SLPR", little-endian.
    static final int SEAL_MAGIC = 0x52504c53;

    /// After the footer come its length and the magic.
    static final int TAIL_LENGTH = Integer.BYTES + MAGIC_LENGTH;

    private FileFormat() {}
}
