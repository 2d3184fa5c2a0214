package dev.sleeper.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands before a server, and loses its answers to the first writes: the rows are there, but the client is not told.
final class LostAnswer implements AutoCloseable {
    private static final String WRITE = "/rows HTTP/1.1";
    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket listening;
    private final URI server;
    private final AtomicInteger left;
    private final Runnable lost;

    /// @param times how many answers are lost
    /// @param lost  done when one is, before the client knows
    LostAnswer(String server, int times, Runnable lost) throws IOException {
        this.lost = lost;
        this.server = URI.create(server);
        this.left = new AtomicInteger(times);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        AtomicBoolean losing = new AtomicBoolean();
        try (client;
                Socket real = new Socket(server.getHost(), server.getPort())) {
            Thread.ofVirtual().start(() -> answer(real, client, losing));
            InputStream in = client.getInputStream();
            byte[] bytes = new byte[BUFFER_BYTES];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                boolean write = new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains(WRITE);
                losing.compareAndSet(false, write && left.getAndDecrement() > 0);
                real.getOutputStream().write(bytes, 0, count);
            }
        } catch (IOException gone) {
            // Either side has ended the connection.
        }
    }

    private void answer(Socket real, Socket client, AtomicBoolean losing) {
        try (real;
                client) {
            InputStream in = real.getInputStream();
            byte[] bytes = new byte[BUFFER_BYTES];
            int count = in.read(bytes);
            while (count >= 0 && !losing.get()) {
                client.getOutputStream().write(bytes, 0, count);
                count = in.read(bytes);
            }
            if (losing.get()) {
                lost.run();
            }
        } catch (IOException gone) {
            // Either side has ended the connection.
        }
    }
}
