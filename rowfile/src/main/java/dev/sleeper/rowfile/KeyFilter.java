package dev.sleeper.rowfile;

/// The arithmetic of a page's key filter: a split block Bloom filter as the Parquet format defines it (256-bit blocks,
/// one bit in each of a block's eight words), over [dev.sleeper.row.KeyHash]. A tenth of a byte more or less a row
/// changes little; with ten bits it takes about one key in a hundred for there that is not.
final class KeyFilter {
    private static final int BITS_PER_ROW = 10;
    private static final int BLOCK_BYTES = 32;

    /// From the Parquet format's description of Bloom filters.
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private KeyFilter() {}

    /// How many bytes the filter of a page of so many rows has.
    static int sizeBytes(int rows) {
        long bits = (long) rows * BITS_PER_ROW;
        long blocks = (bits + BLOCK_BYTES * Byte.SIZE - 1) / (BLOCK_BYTES * Byte.SIZE);
        return Math.toIntExact(blocks * BLOCK_BYTES);
    }

    /// Adds a key to a filter, which is the whole array.
    static void add(byte[] filter, long hash) {
        int block = block(0, filter.length, hash);
        for (int word = 0; word < SALT.length; word++) {
            int bit = bit(word, hash);
            filter[block + (bit >>> 3)] |= (byte) (1 << (bit & 7));
        }
    }

    /// Whether a key may have been added to the filter that lies in the array from `from` on; when it was, it may.
    static boolean mayHave(byte[] bytes, int from, int sizeBytes, long hash) {
        int block = block(from, sizeBytes, hash);
        for (int word = 0; word < SALT.length; word++) {
            int bit = bit(word, hash);
            if ((bytes[block + (bit >>> 3)] & (1 << (bit & 7))) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int block(int from, int sizeBytes, long hash) {
        long blocks = sizeBytes / BLOCK_BYTES;
        return from + (int) (((hash >>> Integer.SIZE) * blocks) >>> Integer.SIZE) * BLOCK_BYTES;
    }

    /// The number of the bit in its block.
    private static int bit(int word, long hash) {
        return word * Integer.SIZE + (((int) hash * SALT[word]) >>> 27);
    }
}
