package dev.sleeper.rowfile.page;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Validity;
import java.util.Arrays;

/// Strings and byte arrays, joined in one array with [Words#PADDING] bytes to spare.
public final class BytesValues implements PageValues {
    /// Of one column, in one read: what an array can hold, with some room for growth.
    private static final int MAX_BYTES = Integer.MAX_VALUE - 1024;

    private final int expected;
    private byte[] bytes = new byte[Words.PADDING];
    private int[] offsets;
    private int count;

    BytesValues(int expected) {
        this.expected = expected;
        this.offsets = new int[expected + 1];
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void readPacked(ByteSource in, int more, PageScratch scratch) {
        int[] lengths = scratch.first(more);
        DeltaPackedDecoder.decode(in, more, lengths, 0);
        long total = sum(lengths, more);
        if (total > in.remaining()) {
            throw new MalformedPageException(
                    "strings take " + total + " bytes, but " + in.remaining() + " are left in the page");
        }
        reserve(more, total);
        int end = offsets[count];
        System.arraycopy(in.bytes(), in.take((int) total), bytes, end, (int) total);
        for (int i = 0; i < more; i++) {
            end += lengths[i];
            offsets[count + i + 1] = end;
        }
        count += more;
    }

    /// Reads `more` strings as DELTA_BYTE_ARRAY.
    public void readPrefixed(ByteSource in, int more, PageScratch scratch) {
        int[] prefixes = scratch.first(more);
        int[] suffixes = scratch.second(more);
        DeltaPackedDecoder.decode(in, more, prefixes, 0);
        DeltaPackedDecoder.decode(in, more, suffixes, 0);
        long suffixBytes = sum(suffixes, more);
        if (suffixBytes > in.remaining()) {
            throw new MalformedPageException(
                    "suffixes take " + suffixBytes + " bytes, but " + in.remaining() + " are left in the page");
        }
        reserve(more, suffixBytes + checkedSum(prefixes, suffixes, more));
        join(prefixes, suffixes, more, in.bytes(), in.take((int) suffixBytes));
        count += more;
    }

    /// The sum of the prefixes, none of which may be longer than the string before.
    private static long checkedSum(int[] prefixes, int[] suffixes, int more) {
        long sum = 0;
        int tooLong = 0;
        int previousLength = 0;
        for (int i = 0; i < more; i++) {
            int prefix = prefixes[i];
            sum += prefix;
            tooLong |= prefix | (previousLength - prefix);
            previousLength = prefix + suffixes[i];
        }
        if (tooLong < 0) {
            throw new MalformedPageException("a string shares more bytes with the one before than that has");
        }
        return sum;
    }

    /// Puts strings together. The first eight bytes of the string before are kept at hand: to load them from
    /// where they were stored an instant ago, in two parts, would stall.
    private void join(int[] prefixes, int[] suffixes, int more, byte[] page, int from) {
        int read = from;
        int previous = 0;
        int at = offsets[count];
        long head = 0;
        for (int i = 0; i < more; i++) {
            int prefix = prefixes[i];
            int suffix = suffixes[i];
            if (prefix < Long.BYTES) {
                int shift = prefix * Byte.SIZE;
                head = (head & ((1L << shift) - 1)) | (Words.longAt(page, read) << shift);
                Words.putLong(bytes, at, head);
                Words.copy(page, read + Long.BYTES - prefix, bytes, at + Long.BYTES, prefix + suffix - Long.BYTES);
            } else {
                Words.putLong(bytes, at, head);
                Words.copy(bytes, previous + Long.BYTES, bytes, at + Long.BYTES, prefix - Long.BYTES);
                Words.copy(page, read, bytes, at + prefix, suffix);
            }
            previous = at;
            read += suffix;
            at += prefix + suffix;
            offsets[count + i + 1] = at;
        }
    }

    @Override
    public void readPlain(ByteSource in, int more) {
        for (int i = 0; i < more; i++) {
            int length = in.readInt();
            int from = in.take(length);
            reserve(1, length);
            int end = offsets[count];
            System.arraycopy(in.bytes(), from, bytes, end, length);
            offsets[++count] = end + length;
        }
    }

    @Override
    public void readDictionary(PageValues dictionary, int[] places, int more) {
        BytesValues entries = (BytesValues) dictionary;
        PageValues.checkPlaces(places, more, dictionary.count());
        long total = 0;
        for (int i = 0; i < more; i++) {
            total += entries.offsets[places[i] + 1] - entries.offsets[places[i]];
        }
        reserve(more, total);
        int at = offsets[count];
        for (int i = 0; i < more; i++) {
            int start = entries.offsets[places[i]];
            int length = entries.offsets[places[i] + 1] - start;
            Words.copy(entries.bytes, start, bytes, at, length);
            at += length;
            offsets[count + i + 1] = at;
        }
        count += more;
    }

    @Override
    public BytesColumn toColumn() {
        return new BytesColumn(bytes, offsets, count, Validity.ALL);
    }

    @Override
    public BytesColumn toColumn(int size, Validity validity) {
        int[] spread = new int[size + 1];
        int next = 0;
        for (int i = 0; i < size; i++) {
            if (!validity.isNull(i)) {
                next++;
            }
            spread[i + 1] = offsets[next];
        }
        return new BytesColumn(bytes, spread, size, validity);
    }

    /// The sum of lengths, none of which may be negative.
    private static long sum(int[] lengths, int count) {
        long sum = 0;
        int all = 0;
        for (int i = 0; i < count; i++) {
            sum += lengths[i];
            all |= lengths[i];
        }
        if (all < 0) {
            throw new MalformedPageException("a string has a negative length");
        }
        return sum;
    }

    private void reserve(int more, long moreBytes) {
        if (more > offsets.length - 1 - count) {
            offsets = Arrays.copyOf(offsets, Math.max(Math.addExact(count, more) + 1, offsets.length * 2));
        }
        long needed = offsets[count] + moreBytes;
        if (needed > bytes.length - Words.PADDING) {
            bytes = Arrays.copyOf(bytes, capacity(needed, count + more) + Words.PADDING);
        }
    }

    /// Room for all values that are expected if they are as long as those so far, so that the array seldom
    /// grows twice.
    private int capacity(long needed, int values) {
        if (needed > MAX_BYTES) {
            throw new MalformedPageException("the strings read at once take " + needed + " bytes");
        }
        double perValue = (double) needed / (double) Math.max(values, 1);
        double all = perValue * Math.max(expected * 1.02, values < expected ? values : values * 1.5);
        return (int) Math.min(MAX_BYTES, Math.max((double) needed, all));
    }
}
