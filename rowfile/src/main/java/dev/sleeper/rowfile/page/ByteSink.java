package dev.sleeper.rowfile.page;

import java.io.OutputStream;
import java.util.Arrays;

/// A growing array of bytes that encoders append to, little-endian; kept and cleared for the next page. Its
/// array always has [Words#PADDING] bytes to spare after the bytes in use.
///
/// Not thread-safe.
public final class ByteSink {
    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        this.bytes = new byte[capacity + Words.PADDING];
    }

    /// The array, in use up to [#length]. It is another one after the sink has grown.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /// Makes room for `more` bytes beyond the length, which stays as it is.
    public void reserve(int more) {
        int needed = Math.addExact(Math.addExact(length, more), Words.PADDING);
        if (needed > bytes.length) {
            long grown = Math.min((long) bytes.length * 2, Integer.MAX_VALUE - Long.BYTES);
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.toIntExact(grown)));
        }
    }

    /// Takes the bytes up to `newLength`, which the caller has put into the array, as written.
    void advanceTo(int newLength) {
        length = newLength;
    }

    public void writeByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    public void writeInt(int value) {
        reserve(Integer.BYTES);
        Words.putInt(bytes, length, value);
        length += Integer.BYTES;
    }

    public void writeLong(long value) {
        reserve(Long.BYTES);
        Words.putLong(bytes, length, value);
        length += Long.BYTES;
    }

    /// Unsigned LEB128.
    void writeVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void writeZigzag(long value) {
        writeVarint(value << 1 ^ value >> 63);
    }

    public void write(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /// Replaces four bytes that were written before.
    void putInt(int at, int value) {
        Words.putInt(bytes, at, value);
    }

    /// A stream that appends to this sink; closing it does nothing.
    public OutputStream asStream() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                writeByte(value);
            }

            @Override
            public void write(byte[] source, int from, int count) {
                ByteSink.this.write(source, from, count);
            }
        };
    }
}
