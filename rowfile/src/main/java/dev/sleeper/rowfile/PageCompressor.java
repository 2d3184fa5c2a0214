package dev.sleeper.rowfile;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.sleeper.rowfile.page.ByteSink;

/// Compresses the values of pages. A page that would hardly shrink is kept as it is, so that nobody spends time on
/// opening it.
///
/// Not thread-safe: it holds native memory and one page.
final class PageCompressor implements AutoCloseable {
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private byte[] compressed = new byte[0];

    PageCompressor(int level) {
        zstd.setLevel(level).setChecksum(false).setContentSize(true);
    }

    /// Compresses the bytes of a sink from `from` on and gives their compressed length, which may be larger.
    int compress(ByteSink raw, int from) {
        int length = raw.length() - from;
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (compressed.length < bound) {
            compressed = new byte[bound];
        }
        return zstd.compressByteArray(compressed, 0, compressed.length, raw.bytes(), from, length);
    }

    /// What the last call of [#compress] made.
    byte[] compressed() {
        return compressed;
    }

    /// True when a page of `raw` bytes is worth keeping in `compressed` bytes: it is smaller by an eighth at
    /// least.
    static boolean isWorthwhile(int raw, int compressed) {
        return compressed <= raw - raw / 8 && raw > 0;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
