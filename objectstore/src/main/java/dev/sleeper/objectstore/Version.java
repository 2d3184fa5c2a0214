package dev.sleeper.objectstore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// An opaque mark of one content of an object (an ETag). It comes back when the content does, and only then; see
/// guarantee 5 of [ObjectStore].
///
/// @param tag the mark, as the store writes it
public record Version(String tag) {

    /// The version of a content in the stores that have no mark of their own: its SHA-256.
    public static Version of(byte[] content) {
        try {
            return new Version(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
