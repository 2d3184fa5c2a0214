package dev.sleeper.rowfile;

import java.util.ArrayList;
import java.util.List;

/// Bytes that are gathered until they are written to a file, in blocks, so that growing copies nothing and the
/// next row group finds the blocks again.
///
/// Not thread-safe.
final class BlockSink {
    private static final int BLOCK_BYTES = 1 << 18;
    private static final int FIRST_BLOCK_BYTES = 1 << 14;

    private final List<byte[]> blocks = new ArrayList<>();
    private int block;
    private int usedInBlock;
    private int length;

    void write(byte[] source, int from, int count) {
        int done = 0;
        while (done < count) {
            byte[] target = blockWithRoom();
            int part = Math.min(count - done, target.length - usedInBlock);
            System.arraycopy(source, from + done, target, usedInBlock, part);
            usedInBlock += part;
            done += part;
        }
        length = Math.addExact(length, count);
    }

    private byte[] blockWithRoom() {
        if (!blocks.isEmpty() && usedInBlock == blocks.get(block).length) {
            block++;
            usedInBlock = 0;
        }
        if (block == blocks.size()) {
            blocks.add(new byte[blocks.isEmpty() ? FIRST_BLOCK_BYTES : BLOCK_BYTES]);
        }
        return blocks.get(block);
    }

    int length() {
        return length;
    }

    void writeTo(FileSink file) {
        for (int i = 0; i < block; i++) {
            file.write(blocks.get(i), blocks.get(i).length);
        }
        if (usedInBlock > 0) {
            file.write(blocks.get(block), usedInBlock);
        }
    }

    /// Forgets all bytes and keeps the blocks.
    void clear() {
        block = 0;
        usedInBlock = 0;
        length = 0;
    }
}
