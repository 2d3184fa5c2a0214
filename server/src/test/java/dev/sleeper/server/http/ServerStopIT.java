package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static dev.sleeper.server.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.compact.Compaction;
import dev.sleeper.engine.upkeep.Leases;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.process.ServerProcess;
import dev.sleeper.table.Partition;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ServerStopIT {
    private static final int WRITERS = 6;
    private static final int ACKNOWLEDGED = 60;
    private static final int ROWS_A_WRITE = 3;
    private static final Duration IDLE = Duration.ofMillis(200);
    /// Several times as long as it takes the server to notice that it is idle.
    private static final Duration LONG = Duration.ofMillis(2_200);
    /// Much less than requests may take to finish.
    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path root = Path.of("");

    @TempDir
    Path spill = Path.of("");

    @Test
    void aStopUnderLoadLosesNothingThatWasAcknowledgedAndKeepsWritesWhole() throws IOException, InterruptedException {
        ServerProcess process = start();
        Thread serving = serve(process, Duration.ZERO);
        Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED);
        List<Thread> writers = new ArrayList<>();
        try (RunningServer server = RunningServer.of(process)) {
            server.createTable("t");
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                writers.add(Thread.ofVirtual().start(() -> writeUntilStopped(server, first, acknowledged, enough)));
            }
            enough.await();
            assertThat(server.post("/v1/instance/stop", "").statusCode()).isEqualTo(202);

            assertThat(serving.join(PATIENCE)).isTrue();
        }
        for (Thread writer : writers) {
            assertThat(writer.join(PATIENCE)).isTrue();
        }

        try (RunningServer server = RunningServer.start(StoreLocation.parse(root.toString()), spill)) {
            Map<Integer, Integer> rowsOfWrite = new HashMap<>();
            server.rows("t")
                    .lines()
                    .forEach(line -> rowsOfWrite.merge(
                            JsonMapper.shared().readTree(line).path("key").asInt(), 1, Integer::sum));
            assertThat(rowsOfWrite.keySet()).containsAll(acknowledged);
            assertThat(rowsOfWrite.values()).containsOnly(ROWS_A_WRITE);
            assertThat(rowsOfWrite.size()).isLessThanOrEqualTo(acknowledged.size() + WRITERS);
        }
    }

    private static void writeUntilStopped(
            RunningServer server, int first, Queue<Integer> acknowledged, CountDownLatch enough) {
        try {
            for (int key = first; ; key += WRITERS) {
                String lines = ("{\"key\":" + key + "}\n").repeat(ROWS_A_WRITE);
                HttpResponse<byte[]> written = server.write("t", "job-" + key, lines);
                if (written.statusCode() != 200) {
                    throw new AssertionError(text(written));
                }
                acknowledged.add(key);
                enough.countDown();
            }
        } catch (IOException stopped) {
            // What a client sees of a server that stops.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWriteWhoseBodyIsOpenWhenTheServerIsToldToStopIsFinished() throws IOException, InterruptedException {
        ServerProcess process = start();
        Thread serving = serve(process, Duration.ZERO);
        try (RunningServer server = RunningServer.of(process);
                Socket open = openWrite(server)) {
            server.post("/v1/instance/stop", "");
            awaitClosedDoors(server);

            assertThat(finish(open)).startsWith("HTTP/1.1 200");
            assertThat(serving.join(PATIENCE)).isTrue();
        }

        try (RunningServer server = RunningServer.start(StoreLocation.parse(root.toString()), spill)) {
            assertThat(server.rows("t")).hasLineCount(2);
        }
    }

    @Test
    void aServerThatNobodyAsksEndsButNotWhileTheBodyOfAWriteIsOpen() throws IOException, InterruptedException {
        ServerProcess process = start();
        try (RunningServer server = RunningServer.of(process);
                Socket open = openWrite(server)) {
            Thread serving = serve(process, IDLE);

            assertThat(serving.join(LONG)).isFalse();

            assertThat(finish(open)).startsWith("HTTP/1.1 200");
            assertThat(serving.join(PATIENCE)).isTrue();
        }
    }

    /// It waits for another server to end its own, which that never does.
    @Test
    void aCompactionThatRunsWhenTheServerIsToldToStopEndsAndSaysSo() throws IOException, InterruptedException {
        ServerProcess process = start();
        Thread serving = serve(process, Duration.ZERO);
        try (SystemEnvironment system = SystemEnvironment.open();
                ObjectStore store = StoreLocation.parse(root.toString()).open(system.environment());
                RunningServer server = RunningServer.of(process)) {
            server.createTable("t");
            server.write("t", "one", "{\"key\":1}\n");
            server.write("t", "two", "{\"key\":2}\n");
            String id = json(server.get("/v1/tables/t")).path("id").asString();
            Leases others = new Leases(store, system.environment());
            try (Leases.Lease lease = others.claim(id, new Compaction(Partition.ROOT_ID, List.of(), 1))
                    .orElseThrow()) {
                Socket compacting =
                        server.sendRaw("POST /v1/tables/t/compact HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + RunningServer.TOKEN
                                + "\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"all\":true}");
                awaitWord(compacting, "progress");
                server.post("/v1/instance/stop", "");

                assertThat(serving.join(PROMPT)).isTrue();
                String answer = new String(compacting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).contains("\"code\":\"stopping\"").doesNotContain("\"result\"");
                compacting.close();
                lease.progress(0);
            }
        }
    }

    private static void awaitWord(Socket socket, String word) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(word) < 0) {
            read.append((char) socket.getInputStream().read());
        }
    }

    private ServerProcess start() {
        return RunningServer.process(StoreLocation.parse(root.toString()), spill);
    }

    private static Thread serve(ServerProcess process, Duration idle) {
        return Thread.ofPlatform().start(() -> {
            try {
                process.serve(idle, () -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Begins a write of two rows and sends the first.
    private static Socket openWrite(RunningServer server) throws IOException, InterruptedException {
        server.createTable("t");
        URI uri = URI.create(server.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        String begin = "POST /v1/tables/t/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN
                + "\r\nContent-Type: " + MediaTypes.NDJSON
                + "\r\nIdempotency-Key: open\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("{\"key\":1}\n");
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
        String state = "";
        while (!state.equals("running")) {
            state = json(server.get("/v1/tables/t/writes/open")).path("state").asString();
        }
        return socket;
    }

    private static String finish(Socket open) throws IOException {
        open.getOutputStream().write((chunk("{\"key\":2}\n") + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        open.shutdownOutput();
        InputStream in = open.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static void awaitClosedDoors(RunningServer server) throws InterruptedException {
        try {
            while (server.get("/v1/health").statusCode() == 200) {
                Thread.onSpinWait();
            }
        } catch (IOException closed) {
            // The doors are closed.
        }
    }
}
