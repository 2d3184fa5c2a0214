package dev.sleeper.environment;

/// Writes 128 random bits as the 26 base32 characters of RFC 4648, in lower case.
final class RandomIds {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;

    private RandomIds() {}

    static String of(long high, long low) {
        StringBuilder id = new StringBuilder(LENGTH);
        long upper = high;
        long lower = low;
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt((int) (upper >>> 59)));
            upper = (upper << 5) | (lower >>> 59);
            lower <<= 5;
        }
        return id.toString();
    }
}
