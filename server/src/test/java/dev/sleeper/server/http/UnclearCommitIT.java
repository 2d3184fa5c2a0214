package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static dev.sleeper.server.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnclearCommitIT {
    private static final String ROWS = "{\"key\":1}\n{\"key\":2}\n";

    private final AtomicReference<Fault> entryFault = new AtomicReference<>(Fault.NONE);
    private final AtomicReference<Fault> readFault = new AtomicReference<>(Fault.NONE);
    private final RunningServer server;

    UnclearCommitIT(@TempDir Path spill) {
        ManualTimekeeper clock = new ManualTimekeeper();
        InMemoryObjectStore objects = new InMemoryObjectStore(clock);
        this.server =
                RunningServer.over(new FaultyObjectStore(objects, this::fault, clock, new Random(1)), clock, spill);
    }

    /// When an entry gets no answer, nothing of the log can be read from then on.
    private Fault fault(StoreOperation operation, String path, long number) {
        if (!path.contains("/_delta_log/")) {
            return Fault.NONE;
        }
        if (operation == StoreOperation.PUT && entryFault.get() != Fault.NONE) {
            readFault.set(Fault.ERROR_BEFORE);
            return entryFault.get();
        }
        return operation == StoreOperation.GET ? readFault.get() : Fault.NONE;
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_ANSWER", "LOST_REQUEST"})
    void aCommitWithoutAnAnswerIsToldAsUnknownAndItsRepetitionIsOneWrite(Fault fault)
            throws IOException, InterruptedException {
        try (server) {
            server.createTable("t");
            entryFault.set(fault);

            HttpResponse<byte[]> unclear = server.write("t", "job-1", ROWS);

            assertThat(unclear.statusCode()).as(text(unclear)).isEqualTo(503);
            assertThat(json(unclear).path("code").asString()).isEqualTo("outcome-unknown");
            assertThat(json(unclear).path("jobId").asString()).isEqualTo("job-1");
            entryFault.set(Fault.NONE);
            readFault.set(Fault.NONE);
            boolean carriedOut = fault == Fault.LOST_ANSWER;
            assertThat(json(server.get("/v1/tables/t/writes/job-1"))
                            .path("state")
                            .asString())
                    .isEqualTo(carriedOut ? "committed" : "unknown");

            HttpResponse<byte[]> again = server.write("t", "job-1", ROWS);

            assertThat(again.statusCode()).as(text(again)).isEqualTo(200);
            assertThat(json(again).path("alreadyWritten").asBoolean()).isEqualTo(carriedOut);
            assertThat(server.rows("t")).hasLineCount(2);
        }
    }

    @Test
    void aDropWithoutAnAnswerIsToldAsUnknownWithWhatToDo() throws IOException, InterruptedException {
        try (server) {
            server.createTable("t");
            entryFault.set(Fault.LOST_ANSWER);

            HttpResponse<byte[]> unclear = server.send(server.request("DELETE", "/v1/tables/t", new byte[0]));

            assertThat(unclear.statusCode()).as(text(unclear)).isEqualTo(503);
            assertThat(json(unclear).path("code").asString()).isEqualTo("outcome-unknown");
            assertThat(json(unclear).path("detail").asString())
                    .startsWith("It is not known whether table 't' was dropped");
            assertThat(json(unclear).path("hint").asString()).startsWith("List the tables");
        }
    }
}
