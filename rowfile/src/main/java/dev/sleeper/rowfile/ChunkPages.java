package dev.sleeper.rowfile;

/// Where the pages of one column chunk are, and their checksums: first the dictionary page if there is one,
/// then the data pages without a gap. Immutable and thread-safe.
final class ChunkPages {
    private final long position;
    private final int dictionaryBytes;
    private final int dictionaryChecksum;
    private final int[] ends;
    private final int[] checksums;

    /// @param position        of the chunk in the file
    /// @param dictionaryBytes length of the dictionary page; 0 when there is none
    /// @param ends            where each data page ends, counted from the chunk's position
    /// @param checksums       CRC-32C of each data page
    ChunkPages(long position, int dictionaryBytes, int dictionaryChecksum, int[] ends, int[] checksums) {
        this.position = position;
        this.dictionaryBytes = dictionaryBytes;
        this.dictionaryChecksum = dictionaryChecksum;
        this.ends = ends;
        this.checksums = checksums;
    }

    /// Where the chunk begins in the file.
    long position() {
        return position;
    }

    boolean hasDictionary() {
        return dictionaryBytes > 0;
    }

    int dictionaryBytes() {
        return dictionaryBytes;
    }

    int dictionaryChecksum() {
        return dictionaryChecksum;
    }

    int pageCount() {
        return ends.length;
    }

    /// Where a data page begins, counted from the chunk's position.
    int start(int page) {
        return page == 0 ? dictionaryBytes : ends[page - 1];
    }

    /// Where a data page ends, counted from the chunk's position.
    int end(int page) {
        return ends[page];
    }

    int checksum(int page) {
        return checksums[page];
    }

    /// Where the chunk ends in the file.
    long endPosition() {
        return position + end(pageCount() - 1);
    }
}
