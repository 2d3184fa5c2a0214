package dev.sleeper.server.http;

import io.helidon.common.buffers.DataReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// A request's body. The web server tells of a connection that ends too early by exceptions of its own, which
/// become `IOException` here, so that no reader takes a body cut short for a whole one. Closing it does nothing:
/// the exchange owns the connection.
final class RequestBody extends FilterInputStream {

    private final ClientWaits waits;

    RequestBody(InputStream in, ClientWaits waits) {
        super(in);
        this.waits = waits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return waits.receive(() -> in.read(bytes, from, length));
        } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException e) {
            EOFException cut = new EOFException("The connection ended inside the request's body");
            cut.initCause(e);
            throw cut;
        } catch (DataReader.IncorrectNewLineException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException("The request's body is not framed as HTTP has it", e);
        }
    }

    @Override
    public void close() {
        // The exchange reads what is left, or ends the connection.
    }
}
