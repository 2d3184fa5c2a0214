package dev.sleeper.rowfile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The arithmetic of a page's key filter: a split block Bloom filter as the Parquet format defines it (256-bit blocks,
/// one bit in each of a block's eight words), over [dev.sleeper.row.KeyHash]. Of keys that are not there it takes about
/// 1 in 100 for there with ten bits a row, 1 in 11 with six.
final class KeyFilter {
    private static final int BLOCK_BYTES = 32;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// From the Parquet format's description of Bloom filters.
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private KeyFilter() {}

    /// How many bytes the filter of a page of so many rows has.
    static int sizeBytes(int rows, int bitsPerRow) {
        long bits = (long) rows * bitsPerRow;
        long blocks = Math.ceilDiv(bits, BLOCK_BYTES * Byte.SIZE);
        return Math.toIntExact(blocks * BLOCK_BYTES);
    }

    /// Adds a key to a filter, which is the whole array.
    static void add(byte[] filter, long hash) {
        int at = block(filter.length, hash);
        for (int word = 0; word < SALT.length; word += 2) {
            LONGS.set(filter, at, (long) LONGS.get(filter, at) | bits(word, hash));
            at += Long.BYTES;
        }
    }

    /// Whether a key may have been added to the filter, which is the whole array; when it was, it may.
    static boolean mayHave(byte[] filter, long hash) {
        int at = block(filter.length, hash);
        for (int word = 0; word < SALT.length; word += 2) {
            long bits = bits(word, hash);
            if (((long) LONGS.get(filter, at) & bits) != bits) {
                return false;
            }
            at += Long.BYTES;
        }
        return true;
    }

    private static int block(int sizeBytes, long hash) {
        long blocks = sizeBytes / BLOCK_BYTES;
        return (int) (((hash >>> Integer.SIZE) * blocks) >>> Integer.SIZE) * BLOCK_BYTES;
    }

    /// The bits of a word and the next one, as one number.
    private static long bits(int word, long hash) {
        return 1L << bit(word, hash) | 1L << (Integer.SIZE + bit(word + 1, hash));
    }

    private static int bit(int word, long hash) {
        return ((int) hash * SALT[word]) >>> 27;
    }
}
