package dev.sleeper.server.cli;

import dev.sleeper.environment.Timekeeper;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;

/// One line on standard error that tells how far a file is sent, when a person is watching.
final class Progress implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);

    private final String name;
    private final Timekeeper clock;
    private final boolean shown;
    private final long begunNanos;
    private long shownNanos;
    private long sentBytes;

    private Progress(String name, Timekeeper clock, boolean shown) {
        this.name = name;
        this.clock = clock;
        this.shown = shown;
        this.begunNanos = clock.nanoTime();
        this.shownNanos = begunNanos;
    }

    static Progress of(String name, Timekeeper clock) {
        return new Progress(name, clock, Terminal.showsProgress());
    }

    InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                advance(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int count = super.read(bytes, from, length);
                advance(Math.max(count, 0));
                return count;
            }
        };
    }

    @Override
    public void close() {
        if (shown && shownNanos != begunNanos) {
            System.err.print("\r\u001b[K");
        }
    }

    private void advance(int bytes) {
        sentBytes += bytes;
        long now = clock.nanoTime();
        if (shown && now - shownNanos >= STEP.toNanos()) {
            shownNanos = now;
            double seconds = (now - begunNanos) / 1e9;
            System.err.print(String.format(
                    Locale.ROOT,
                    "\r%s: %,.1f MB, %,.1f MB/s\u001b[K",
                    name,
                    sentBytes / 1e6,
                    sentBytes / 1e6 / seconds));
        }
    }
}
