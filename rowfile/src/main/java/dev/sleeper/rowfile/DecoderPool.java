package dev.sleeper.rowfile;

import java.util.ArrayDeque;
import java.util.Deque;

/// Decoders of pages that wait for their next use, with the native memory and the arrays they have gathered.
/// Readers that share one keep what is allocated low; about as many decoders live as threads read at once.
///
/// Thread-safe. Closing it gives back what waits in it; decoders that are in use then are given back when they
/// return.
public final class DecoderPool implements AutoCloseable {
    private final int maxIdle;
    private final Deque<PageDecoder> idle = new ArrayDeque<>();
    private boolean closed;

    /// @param maxIdle how many decoders wait at most
    public DecoderPool(int maxIdle) {
        this.maxIdle = maxIdle;
    }

    PageDecoder take() {
        synchronized (idle) {
            PageDecoder last = idle.pollLast();
            if (last != null) {
                return last;
            }
        }
        return new PageDecoder();
    }

    void giveBack(PageDecoder decoder) {
        synchronized (idle) {
            if (!closed && idle.size() < maxIdle) {
                idle.addLast(decoder);
                return;
            }
        }
        decoder.close();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(PageDecoder::close);
            idle.clear();
        }
    }
}
