package dev.sleeper.server.http;

import static dev.sleeper.server.http.RunningServer.json;
import static dev.sleeper.server.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.objectstore.location.StoreLocation;
import dev.sleeper.server.arrow.ClaimedBody;
import dev.sleeper.server.rows.RowSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class ApiServerIT {
    private static final String SCHEMA = "{\"fields\":[{\"name\":\"key\",\"type\":\"StringType\"},"
            + "{\"name\":\"n\",\"type\":\"LongType\",\"nullable\":true}],\"rowKeys\":[\"key\"],\"sortKeys\":[]}";

    private final Path spill;
    private final RunningServer server;

    ApiServerIT(@TempDir Path spill) {
        this.spill = spill;
        this.server = RunningServer.start(StoreLocation.parse("memory:"), spill);
    }

    @BeforeAll
    void makeTables() throws IOException, InterruptedException {
        for (String table : List.of("words", "cut", "jobs", "regions", "limited")) {
            HttpResponse<byte[]> made =
                    server.post("/v1/tables", "{\"name\":\"" + table + "\",\"schema\":" + SCHEMA + "}");
            assertThat(made.statusCode()).as(text(made)).isEqualTo(201);
        }
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void noRouteButHealthAnswersWithoutAToken() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Route route : ApiRoutes.all(spill)) {
                String path = route.template().replaceAll("\\{\\w+}", "words");
                HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(route.method(), BodyPublishers.noBody())
                        .build();
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());

                assertThat(response.statusCode())
                        .as("%s %s", route.method(), path)
                        .isEqualTo(route.template().equals("/v1/health") ? 200 : 401);
            }
        }
    }

    @Test
    void aCallerWithoutATokenHoldsNoRequestOpen() throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /v1/tables/words/rows HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(all).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aBodyWhoseChunksAreNoneIsTheCallersFault() throws IOException {
        String answer = server.exchangeRaw(("POST /v1/tables/words/rows HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                        + RunningServer.TOKEN
                        + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}XX\nYY")
                .getBytes(StandardCharsets.US_ASCII));

        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @Test
    void anotherTokenIsRefusedWithAHint() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = server.send(HttpRequest.newBuilder(URI.create(server.url() + "/v1/tables"))
                .header("Authorization", "Bearer another"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).path("code").asString()).isEqualTo("unauthorized");
        assertThat(json(response).path("hint").asString()).contains("the server's token");
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void everyAnswerHasARequestIdAndTheCallersOwnIsKept() throws IOException, InterruptedException {
        HttpResponse<byte[]> minted = server.get("/v1/health");
        HttpResponse<byte[]> own = server.send(
                server.request("GET", "/v1/tables/none", new byte[0]).header("X-Request-Id", "mine-7"));

        assertThat(minted.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(own.headers().firstValue("X-Request-Id")).contains("mine-7");
        assertThat(json(own).path("requestId").asString()).isEqualTo("mine-7");
    }

    @Test
    void whatIsNoRouteIs404AndAWrongMethodIs405() throws IOException, InterruptedException {
        HttpResponse<byte[]> nothing = server.get("/v1/nothing");
        HttpResponse<byte[]> method = server.send(server.request("PATCH", "/v1/tables/words", new byte[0]));

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(json(method).path("hint").asString()).isEqualTo("It answers GET, DELETE.");
    }

    @Test
    void rowsOfNoKnownTypeAre415AndOfNoKnownWishAre406() throws IOException, InterruptedException {
        HttpResponse<byte[]> csv = server.write("words", "text/csv", new byte[] {'a'});
        HttpResponse<byte[]> html =
                server.send(server.request("POST", "/v1/tables/words/query", "{}".getBytes(StandardCharsets.UTF_8))
                        .header("Accept", "text/html"));

        assertThat(csv.statusCode()).isEqualTo(415);
        assertThat(html.statusCode()).isEqualTo(406);
    }

    @Test
    void whatIsNotHttpGetsAProblemToo() throws IOException {
        assertThat(server.exchangeRaw(
                        "GET /v1/health HTTP/1.1\r\nno header\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("invalid-request");
    }

    @Test
    void rowsWrittenAreRead() throws IOException, InterruptedException {
        HttpResponse<byte[]> written = server.write(
                "words",
                MediaTypes.NDJSON,
                "{\"key\":\"b\",\"n\":2}\n{\"key\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(written.statusCode()).as(text(written)).isEqualTo(200);
        assertThat(json(written).path("rows").asLong()).isEqualTo(2);
        assertThat(server.rows("words")).isEqualTo("{\"key\":\"a\",\"n\":null}\n{\"key\":\"b\",\"n\":2}\n");
    }

    @Test
    void aParquetFileIsWrittenAndLeavesNothingOnDisk() throws IOException, InterruptedException {
        byte[] file;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("pyarrow-snappy.parquet"))) {
            file = in.readAllBytes();
        }
        server.post(
                "/v1/tables",
                "{\"name\":\"parquet\",\"schema\":{\"fields\":[{\"name\":\"key\",\"type\":\"StringType\"},"
                        + "{\"name\":\"n\",\"type\":\"IntType\",\"nullable\":true},"
                        + "{\"name\":\"l\",\"type\":\"ListType(StringType)\",\"nullable\":true},"
                        + "{\"name\":\"more\",\"type\":\"LongType\",\"nullable\":true}],\"rowKeys\":[\"key\"]}}");

        HttpResponse<byte[]> written = server.write("parquet", MediaTypes.PARQUET, file);

        assertThat(written.statusCode()).as(text(written)).isEqualTo(200);
        assertThat(server.rows("parquet").lines())
                .containsExactly(
                        "{\"key\":\"a\",\"n\":1,\"l\":[],\"more\":null}",
                        "{\"key\":\"b\",\"n\":null,\"l\":[\"x\",\"y\"],\"more\":null}");
        assertThat(spill).isEmptyDirectory();
    }

    @Test
    void aBatchOverTheLimitIs413AndChangesNothing() throws IOException, InterruptedException {
        server.write("limited", "before", "{\"key\":\"a\"}\n");
        HttpResponse<byte[]> whole =
                server.send(server.request("POST", "/v1/tables/limited/query", "{}".getBytes(StandardCharsets.UTF_8))
                        .header("Accept", MediaTypes.ARROW_STREAM));
        byte[] overLimit = ClaimedBody.before(whole.body(), RowSource.MAX_BATCH_BYTES + 8L);

        HttpResponse<byte[]> refused = server.write("limited", MediaTypes.ARROW_STREAM, overLimit);

        assertThat(refused.statusCode()).as(text(refused)).isEqualTo(413);
        assertThat(json(refused).path("code").asString()).isEqualTo("batch-too-large");
        assertThat(json(refused).path("detail").asString())
                .isEqualTo("A batch of 67,108,872 bytes is over the limit of 67,108,864 bytes (64 MB)");
        assertThat(server.rows("limited")).isEqualTo("{\"key\":\"a\",\"n\":null}\n");
    }

    @Test
    void aDamagedBodyOrRowChangesNothing() throws IOException, InterruptedException {
        HttpResponse<byte[]> damaged =
                server.write("cut", MediaTypes.ARROW_STREAM, "no Arrow".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> parquet =
                server.write("cut", MediaTypes.PARQUET, "PAR1 no Parquet".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> badRow = server.write(
                "cut", MediaTypes.NDJSON, "{\"key\":\"a\"}\n{\"key\":7}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(json(damaged).path("code").asString()).isEqualTo("invalid-body");
        assertThat(json(parquet).path("code").asString()).isEqualTo("invalid-body");
        assertThat(badRow.statusCode()).isEqualTo(400);
        assertThat(json(badRow).path("detail").asString())
                .isEqualTo("Field key of record 2 is 7, but its type is StringType");
        assertThat(server.rows("cut")).isEmpty();
    }

    @Test
    void aBodyThatIsCutShortCommitsNothing() throws IOException, InterruptedException {
        String row = "{\"key\":\"cut\",\"n\":1}\n";
        String chunk = Integer.toHexString(row.length()) + "\r\n" + row + "\r\n";
        for (String body : List.of(
                chunk, // no last chunk
                chunk + chunk.substring(0, 10), // inside a chunk
                chunk + "zz\r\n" + row, // a chunk without a length
                "")) {
            assertThat(server.exchangeRaw(rawWrite("Transfer-Encoding: chunked", body)))
                    .as(body)
                    .contains("body-cut-short");
        }
        assertThat(server.exchangeRaw(rawWrite("Content-Length: 100", row))).contains("body-cut-short");

        assertThat(server.rows("cut")).isEmpty();
    }

    @Test
    void aRefusalReachesAClientThatIsStillSending() throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = "POST /v1/tables/none/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN
                + "\r\nContent-Type: " + MediaTypes.NDJSON + "\r\nContent-Length: 8000000\r\n\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(new byte[8_000_000]);

        assertThat(server.exchangeRaw(request.toByteArray()))
                .startsWith("HTTP/1.1 404")
                .contains("table-not-found");
    }

    @Test
    void theSameJobIdTwiceIsOneWrite() throws IOException, InterruptedException {
        byte[] rows = "{\"key\":\"once\",\"n\":1}\n".getBytes(StandardCharsets.UTF_8);
        String job = "job/with spaces?";
        for (boolean already : new boolean[] {false, true}) {
            HttpResponse<byte[]> written = server.send(server.request("POST", "/v1/tables/jobs/rows", rows)
                    .header("Content-Type", MediaTypes.NDJSON)
                    .header("Idempotency-Key", job));

            assertThat(json(written).path("alreadyWritten").asBoolean()).isEqualTo(already);
        }
        HttpResponse<byte[]> status = server.get("/v1/tables/jobs/writes/job%2Fwith%20spaces%3F");
        HttpResponse<byte[]> absent = server.get("/v1/tables/jobs/writes/another");

        assertThat(server.rows("jobs")).hasLineCount(1);
        assertThat(json(status).path("state").asString()).isEqualTo("committed");
        assertThat(json(absent).path("state").asString()).isEqualTo("absent");
    }

    @Test
    void aRegionThatCannotBeIsRefusedByName() throws IOException, InterruptedException {
        assertThat(detail("{\"regions\":[{\"n\":{\"min\":1}}]}"))
                .isEqualTo("A region names field n, which is no row key field; these are key");
        assertThat(detail("{\"regions\":[{\"key\":{\"min\":1}}]}"))
                .isEqualTo("The min of field key is 1, which is no StringType");
        assertThat(detail("{\"regions\":[{\"key\":{\"max\":\"a\"}}]}"))
                .isEqualTo("Minimum value must not be null for field key");
        assertThat(detail("{\"region\":[]}")).startsWith("The request has a member 'region'");
        assertThat(detail("[]")).isEqualTo("The body is not a JSON object");
        assertThat(detail("{\"limit\":-1}")).isEqualTo("'limit' must be a whole number, 0 or more");
    }

    @Test
    void aTableOfAnotherSchemaUnderAKnownNameIsAskedByItsOwnTypes() throws IOException, InterruptedException {
        String query = "{\"regions\":[{\"key\":{\"min\":%s}}]}";
        server.post("/v1/tables", "{\"name\":\"reborn\",\"schema\":" + SCHEMA + "}");
        assertThat(server.post("/v1/tables/reborn/query", query.formatted("\"a\""))
                        .statusCode())
                .isEqualTo(200);
        server.send(server.request("DELETE", "/v1/tables/reborn", new byte[0]));
        server.post(
                "/v1/tables", "{\"name\":\"reborn\",\"schema\":" + SCHEMA.replaceFirst("StringType", "LongType") + "}");

        assertThat(server.post("/v1/tables/reborn/query", query.formatted("1")).statusCode())
                .isEqualTo(200);
    }

    private String detail(String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = server.post("/v1/tables/regions/query", query);
        assertThat(response.statusCode()).isEqualTo(400);
        return json(response).path("detail").asString();
    }

    private static byte[] rawWrite(String framing, String body) {
        String request = "POST /v1/tables/cut/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningServer.TOKEN
                + "\r\nContent-Type: " + MediaTypes.NDJSON + "\r\n" + framing + "\r\n\r\n" + body;
        return request.getBytes(StandardCharsets.US_ASCII);
    }
}
