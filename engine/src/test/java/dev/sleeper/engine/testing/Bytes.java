package dev.sleeper.engine.testing;

import java.util.HexFormat;

/// A byte array as a value.
///
/// @param hex its bytes; their order is that of the arrays
public record Bytes(String hex) implements Comparable<Bytes> {

    public static Bytes of(byte[] bytes) {
        return new Bytes(HexFormat.of().formatHex(bytes));
    }

    public byte[] toArray() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(Bytes other) {
        return hex.compareTo(other.hex);
    }
}
