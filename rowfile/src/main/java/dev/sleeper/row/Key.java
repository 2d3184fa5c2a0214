package dev.sleeper.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A row key, or the first fields of one, as bytes whose unsigned lexicographic order is the order of the keys. The
/// encoding (`KeyCodec`, `docs/format.md`) is prefix-free field by field, so that all keys that begin with some fields
/// lie between the encoding of these fields and its [#afterPrefix].
///
/// Immutable and thread-safe.
public final class Key implements Comparable<Key> {
    /// Sorts before every key.
    public static final Key EMPTY = new Key(new byte[0]);

    private final byte[] encoded;

    private Key(byte[] encoded) {
        this.encoded = encoded;
    }

    /// A key of these encoded bytes, which it copies.
    public static Key ofEncoded(byte[] encoded) {
        return new Key(encoded.clone());
    }

    /// A key of some encoded bytes, which it copies.
    public static Key ofEncoded(byte[] encoded, int from, int to) {
        return new Key(Arrays.copyOfRange(encoded, from, to));
    }

    /// A key from its bytes in hexadecimal, as [#toHex] writes them.
    public static Key ofHex(String hex) {
        byte[] text = hex.getBytes(StandardCharsets.UTF_8);
        return ofHex(text, 0, text.length);
    }

    /// A key from a part of some text in ASCII: its bytes in hexadecimal.
    ///
    /// @throws IllegalArgumentException when that is not what the text says
    public static Key ofHex(byte[] text, int from, int to) {
        if ((to - from) % 2 != 0) {
            throw new IllegalArgumentException("A key has an odd number of hexadecimal digits");
        }
        byte[] encoded = new byte[(to - from) / 2];
        for (int i = 0; i < encoded.length; i++) {
            int high = HexFormat.fromHexDigit(text[from + 2 * i]);
            encoded[i] = (byte) (high << 4 | HexFormat.fromHexDigit(text[from + 2 * i + 1]));
        }
        return new Key(encoded);
    }

    /// The encoded bytes in lower-case hexadecimal; its order is the order of the keys.
    public String toHex() {
        return HexFormat.of().formatHex(encoded);
    }

    /// A copy of the encoded bytes.
    public byte[] toEncoded() {
        return encoded.clone();
    }

    /// How many bytes the encoding has.
    public int length() {
        return encoded.length;
    }

    /// The byte at this place of the encoding, 0 to 255.
    public int byteAt(int index) {
        return encoded[index] & 0xff;
    }

    /// The first eight bytes as an unsigned number, zeros after a shorter encoding: keys with different prefixes are
    /// ordered as these are.
    public long prefix() {
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = prefix << Byte.SIZE | (i < encoded.length ? byteAt(i) : 0);
        }
        return prefix;
    }

    /// The least key above this one.
    public Key next() {
        return new Key(Arrays.copyOf(encoded, encoded.length + 1));
    }

    /// The least key above all keys that begin with this one's fields; null when there is none (all bytes are 0xff).
    public @Nullable Key afterPrefix() {
        int last = encoded.length - 1;
        while (last >= 0 && encoded[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] after = Arrays.copyOf(encoded, last + 1);
        after[last]++;
        return new Key(after);
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(encoded, other.encoded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /// The bytes in hexadecimal; `KeyCodec.describe` gives the values.
    @Override
    public String toString() {
        return toHex();
    }
}
