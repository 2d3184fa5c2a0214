package dev.sleeper.rowfile.page;

/// A place in a page from which decoders read on. Every read is checked against the page's end. The array has
/// [Words#PADDING] bytes to spare after that end, so that decoders may read whole words.
///
/// Not thread-safe.
public final class ByteSource {
    private final byte[] bytes;
    private final int limit;
    private int position;

    /// @param bytes holds the page from `from` to before `limit`, and [#paddedLength] of `limit` bytes at least
    public ByteSource(byte[] bytes, int from, int limit) {
        if (from < 0 || limit < from || bytes.length - limit < Words.PADDING) {
            throw new IllegalArgumentException(
                    "Bytes " + from + " to " + limit + " with padding are not in an array of " + bytes.length);
        }
        this.bytes = bytes;
        this.position = from;
        this.limit = limit;
    }

    /// How long an array must be to hold pages that end at `limit`.
    public static int paddedLength(int limit) {
        return Math.addExact(limit, Words.PADDING);
    }

    byte[] bytes() {
        return bytes;
    }

    public int remaining() {
        return limit - position;
    }

    /// Skips over `count` bytes and gives the position of the first of them.
    int take(int count) {
        if (count < 0 || count > limit - position) {
            throw new MalformedPageException(
                    "a value takes " + count + " bytes, but " + (limit - position) + " are left in the page");
        }
        int from = position;
        position += count;
        return from;
    }

    public int readByte() {
        return bytes[take(1)] & 0xff;
    }

    int readInt() {
        return Words.intAt(bytes, take(Integer.BYTES));
    }

    /// Unsigned LEB128 of at most 64 bits.
    long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedPageException("a number has more than 64 bits");
    }

    long readZigzag() {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /// An unsigned LEB128 number that must be no negative `int`.
    int readCount() {
        long value = readVarint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedPageException("a count is " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /// Checks that the page ends here.
    public void expectEnd() {
        if (position != limit) {
            throw new MalformedPageException((limit - position) + " bytes are left after the last value");
        }
    }
}
