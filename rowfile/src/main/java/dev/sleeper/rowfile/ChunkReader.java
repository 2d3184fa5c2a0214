package dev.sleeper.rowfile;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.rowfile.page.ByteSource;
import dev.sleeper.rowfile.page.MalformedPageException;
import dev.sleeper.rowfile.page.PageValues;
import dev.sleeper.rowfile.shape.Leaf;
import dev.sleeper.rowfile.shape.LeafEntries;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads pages of one leaf column of one row group.
final class ChunkReader {
    /// A dictionary this near to the first page comes with it in one read.
    private static final int NEAR_BYTES = 1 << 16;

    private final ObjectReader in;
    private final RowFileFooter footer;
    private final RowGroupPages group;
    private final Leaf leaf;
    private final ChunkPages pages;

    ChunkReader(ObjectReader in, RowFileFooter footer, RowGroupPages group, int leaf) {
        this.in = in;
        this.footer = footer;
        this.group = group;
        this.leaf = footer.shape().leaves().get(leaf);
        this.pages = group.chunks().get(leaf);
    }

    /// Reads the pages from `fromPage` to before `toPage`, numbered through the file, and adds them to the
    /// entries.
    void read(PageDecoder decoder, int fromPage, int toPage, LeafEntries entries) {
        int firstByte = pages.start(fromPage - group.firstPage());
        int lastByte = pages.end(toPage - 1 - group.firstPage());
        boolean near = pages.hasDictionary() && firstByte <= NEAR_BYTES;
        int from = near ? 0 : firstByte;
        ByteBuffer bytes = read(from, lastByte);
        int shift = bytes.arrayOffset() + bytes.position() - from;
        PageValues dictionary = null;
        if (near) {
            dictionary = readDictionary(decoder, bytes.array(), shift);
        } else if (pages.hasDictionary()) {
            ByteBuffer own = read(0, pages.dictionaryBytes());
            dictionary = readDictionary(decoder, own.array(), own.arrayOffset() + own.position());
        }
        for (int page = fromPage; page < toPage; page++) {
            readPage(decoder, page, bytes.array(), shift, dictionary, entries);
        }
    }

    /// Reads bytes of the chunk and, as decoders want them, a few more, which every file has after its last chunk.
    private ByteBuffer read(int from, int to) {
        return in.read(pages.position() + from, ByteSource.paddedLength(to - from));
    }

    private PageValues readDictionary(PageDecoder decoder, byte[] bytes, int at) {
        try {
            return decoder.decodeDictionary(leaf, bytes, at, at + pages.dictionaryBytes(), pages.dictionaryChecksum());
        } catch (MalformedPageException | ArithmeticException damaged) {
            throw CorruptFileException.inDictionary(
                    footer.path(), leaf.name(), group.firstPage(), String.valueOf(damaged.getMessage()), damaged);
        }
    }

    private void readPage(
            PageDecoder decoder,
            int page,
            byte[] bytes,
            int shift,
            @Nullable PageValues dictionary,
            LeafEntries entries) {
        int inChunk = page - group.firstPage();
        try {
            decoder.decode(
                    entries,
                    dictionary,
                    bytes,
                    shift + pages.start(inChunk),
                    shift + pages.end(inChunk),
                    pages.checksum(inChunk),
                    footer.pageRows(page));
        } catch (MalformedPageException | ArithmeticException damaged) {
            throw CorruptFileException.inPage(
                    footer.path(), leaf.name(), page, String.valueOf(damaged.getMessage()), damaged);
        }
    }
}
