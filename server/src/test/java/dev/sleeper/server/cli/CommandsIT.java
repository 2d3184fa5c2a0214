package dev.sleeper.server.cli;

import static dev.sleeper.server.testing.SleeperProgram.finish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.server.client.ApiClient;
import dev.sleeper.server.testing.SleeperProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line against a server that was started before.
@Timeout(120)
class CommandsIT {
    private final Path home;
    private final SleeperProgram program;
    private final Process server;
    private final String url;

    CommandsIT(@TempDir Path home) throws IOException {
        this.home = home;
        this.program = new SleeperProgram(home);
        this.server = program.start("--root", home.resolve("data").toString(), "server");
        String serving = SleeperProgram.await(server, "Serving ");
        this.url = serving.substring(serving.lastIndexOf("http://"));
    }

    @BeforeEach
    void createTable() throws IOException, InterruptedException {
        finish(sleeper("table", "create", "w", "--field", "key:StringType", "--row-key", "key"), 0);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.destroy();
        server.waitFor();
    }

    @Test
    void aFileWhoseAnswerIsLostIsSentAgainAsTheSameWrite() throws IOException, InterruptedException {
        Path file = row("a");
        try (LostAnswer lossy = new LostAnswer(url, 1, () -> {})) {
            assertThat(finish(program.start("--url", lossy.url(), "write", "w", file.toString()), 0))
                    .contains("was written before, nothing was added");
        }
        assertThat(finish(sleeper("query", "w"), 0)).isEqualTo("{\"key\":\"a\"}\n");
    }

    @Test
    void aFileIsSentAgainToTheTableThatItWasMeantForWhateverIsCalledSoNow() throws IOException, InterruptedException {
        Path file = row("a");
        try (ApiClient client = new ApiClient(URI.create(url), SleeperProgram.TOKEN);
                LostAnswer lossy = new LostAnswer(url, 1, () -> renameAndReplace(client))) {
            assertThat(finish(program.start("--url", lossy.url(), "write", "w", file.toString()), 0))
                    .contains("was written before, nothing was added");
        }
        assertThat(finish(sleeper("query", "old"), 0)).isEqualTo("{\"key\":\"a\"}\n");
        assertThat(finish(sleeper("query", "w"), 0)).isEmpty();
    }

    private static void renameAndReplace(ApiClient client) {
        JsonMapper mapper = JsonMapper.shared();
        JsonNode schema = client.get("/v1/tables/w").path("schema");
        client.send("POST", "/v1/tables/w/rename", mapper.createObjectNode().put("name", "old"));
        client.send(
                "POST", "/v1/tables", mapper.createObjectNode().put("name", "w").set("schema", schema));
    }

    @Test
    void whenOneOfSeveralFilesFailsItIsToldWhichAreWrittenAndHowToGoOn() throws IOException, InterruptedException {
        String first = row("a").toString();
        String wrong = rows("b.ndjson", "{\"kay\":\"b\"}").toString();
        String last = row("c").toString();

        String said = finish(sleeper("write", "w", first, wrong, last, "--job-id", "load"), 1);
        assertThat(said)
                .contains("Written: " + first + "\nFailed: " + wrong + "\nNot tried: " + last + "\n")
                .contains("--job-id load goes on there");

        row("b");
        finish(sleeper("write", "w", first, wrong, last, "--job-id", "load"), 0);
        assertThat(finish(sleeper("query", "w"), 0)).isEqualTo("{\"key\":\"a\"}\n{\"key\":\"b\"}\n{\"key\":\"c\"}\n");
    }

    @Test
    void whatIsNotKnownToBeWrittenIsToldWithTheIdToRunAgainWith() throws IOException, InterruptedException {
        Path file = row("a");
        try (LostAnswer lossy = new LostAnswer(url, 3, () -> {})) {
            assertRepeatable(program.start("--url", lossy.url(), "write", "w", file.toString()), file.toString());

            Process piped = program.start("--url", lossy.url(), "write", "w", "--format", "ndjson", "-");
            try (OutputStream in = piped.getOutputStream()) {
                in.write("{\"key\":\"b\"}\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertRepeatable(piped, "-");
        }
        assertThat(finish(sleeper("query", "w"), 0)).hasLineCount(2);
    }

    private void assertRepeatable(Process process, String file) throws IOException, InterruptedException {
        String said = finish(process, 1);
        assertThat(said).contains("It is not known whether " + file + " was written");
        int start = said.indexOf("--job-id ") + "--job-id ".length();
        String id = said.substring(start, said.indexOf(":", start));
        Path rows = file.equals("-") ? row("b") : Path.of(file);
        assertThat(finish(sleeper("write", "w", rows.toString(), "--job-id", id), 0))
                .contains("was written before");
    }

    @Test
    void estimatedSplitPointsMakeATableOfEvenLeaves() throws IOException, InterruptedException {
        Path rows = rows("a.ndjson", numbered(1_000));
        finish(sleeper("write", "w", rows.toString()), 0);
        Path sample = dataFile();

        String[] estimate = {"estimate-split-points", "--row-key", "key", "--leaves", "4", sample.toString()};
        String said = finish(program.start(withJson(estimate)), 0);
        // What Java says of native code comes before it.
        Path points = Files.writeString(home.resolve("points.json"), said.substring(said.indexOf('{')));
        String made = finish(
                sleeper(
                        "table",
                        "create",
                        "even",
                        "--field",
                        "key:StringType",
                        "--row-key",
                        "key",
                        "--split-points",
                        points.toString()),
                0);

        assertThat(finish(program.start(estimate), 0)).endsWith("k0250\nk0500\nk0750\n");
        assertThat(made).contains("4 leaves");
    }

    @Test
    void filesToEstimateFromThatDoNotFitAreNamed() throws IOException, InterruptedException {
        Path text = rows("a.parquet", "no Parquet at all");

        assertWrongUse("There is no file nope", "estimate-split-points", "--row-key", "k", "--leaves", "4", "nope");
        assertWrongUse(
                "--leaves 1: there can be 2 to 10000",
                "estimate-split-points",
                "--row-key",
                "k",
                "--leaves",
                "1",
                text.toString());
        assertThat(finish(sleeper("estimate-split-points", "--row-key", "k", "--leaves", "4", text.toString()), 1))
                .contains(text + ": The Parquet file is damaged or cut short");
    }

    /// The only one there is.
    private Path dataFile() throws IOException {
        try (Stream<Path> all = Files.walk(home.resolve("data"))) {
            return all.filter(path -> path.toString().endsWith(".parquet")
                            && !path.toString().contains("_delta_log"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String[] withJson(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        return all.toArray(String[]::new);
    }

    private static String numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("{\"key\":\"k%04d\"}", i))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void whatIsNoJsonIsWrongUse() throws IOException, InterruptedException {
        Path csv = rows("ok.csv", "a,b");

        assertWrongUse("--region zz is not JSON", "query", "w", "--region", "zz");
        assertWrongUse("--region 1 is not a JSON object", "query", "w", "--region", "1");
        assertWrongUse("ok.csv is not JSON", "table", "create", "x", "--schema", csv.toString());
        assertWrongUse(
                "--schema says it all", "table", "create", "x", "--schema", csv.toString(), "--field", "k:IntType");
    }

    @Test
    void filesThatAreNotThereAreNamedBeforeAnyIsWritten() throws IOException, InterruptedException {
        Path file = row("a");

        assertThat(finish(sleeper("write", "w", file.toString(), "nope.parquet"), 2))
                .isEqualTo("sleeper: There is no file nope.parquet\n");
        assertThat(finish(sleeper("table", "create", "x", "--schema", "nope.json"), 2))
                .isEqualTo("sleeper: There is no file nope.json\n");
        assertWrongUse("cannot be read", "table", "create", "x", "--schema", home.toString());
        assertWrongUse("there is no directory /nope", "query", "w", "--output", "/nope/x");
        assertWrongUse("is a directory", "write", "w", "--format", "ndjson", home.toString());
        assertThat(finish(sleeper("query", "w"), 0)).isEmpty();
    }

    @Test
    void oneCommandGivesOneJsonDocument() throws IOException, InterruptedException {
        Path one = row("a");
        Path two = row("b");

        String said = finish(sleeper("write", "w", one.toString(), two.toString(), "--json"), 0);
        JsonNode answer = JsonMapper.shared().readTree(said.substring(said.indexOf('{')));
        assertThat(answer.path("writes").size()).isEqualTo(2);
        assertThat(answer.path("writes").path(1).path("file").asString()).isEqualTo(two.toString());

        String wrong = finish(sleeper("query", "--json"), 2);
        assertThat(JsonMapper.shared().readTree(wrong).path("code").asString()).isEqualTo("wrong-use");
    }

    @Test
    void wordsThatAreNoCommandAreWrongUseAlsoWhereHelpIsAskedFor() throws IOException, InterruptedException {
        assertWrongUse("config", "config", "--help");
        assertWrongUse("--format parquet is none of ndjson, arrow", "query", "w", "--format", "parquet");
        assertThat(finish(sleeper("query", "--help"), 0)).contains("Prints the rows");
        assertThat(finish(program.start("--version"), 0)).startsWith("sleeper ");
        assertThat(finish(program.start("--version", "--json"), 0)).contains("\"build\"");
    }

    @Test
    void anAnswerThatIsNotTakenWholeIsAFailureThatNamesWhere() throws IOException, InterruptedException {
        finish(sleeper("write", "w", row("a").toString()), 0);
        List<String> toFullDisk = List.of("/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh");

        assertThat(finish(program.start(toFullDisk, "--url", url, "query", "w"), 1))
                .contains("Standard output did not take all");
        assertThat(finish(sleeper("query", "w", "--output", "/dev/full"), 1))
                .startsWith("sleeper: Could not write all rows to /dev/full: ")
                .contains("Make room there");
    }

    @Test
    void optionsThatWouldBeTakenForSomethingElseAreWrongUse() throws IOException, InterruptedException {
        assertWrongUse("There is no file nosuch", "write", "w", "nosuch");
        assertWrongUse("more than one comma", "query", "w", "--range", "key=a,b,c");
        assertThat(finish(program.start("--url", url, "--token", "secret\n2", "query", "w"), 2))
                .contains("not a string of printable ASCII")
                .doesNotContain("secret");
        assertThat(finish(program.start("--root", home.toString(), "--token", "secret", "server"), 2))
                .contains("give SLEEPER_TOKEN");
    }

    @Test
    void wrongUseIsToldInTwoLines() throws IOException, InterruptedException {
        assertThat(finish(sleeper("query"), 2))
                .isEqualTo("sleeper: Missing required parameter: 'TABLE'\n  See sleeper query --help.\n");
        assertThat(finish(sleeper("query", "w", "--column"), 2))
                .startsWith("sleeper: Unknown option: '--column'\n  Did you mean --columns? See sleeper query --help.")
                .hasLineCount(2);
        assertThat(finish(sleeper("write", "w", "-", "--format", "csv"), 2))
                .isEqualTo("sleeper: --format csv is none of parquet, arrow, ndjson\n");
        assertThat(finish(sleeper("query", "w", "--limit", "-1"), 2)).isEqualTo("sleeper: --limit -1 is less than 0\n");
    }

    @Test
    void fieldsThatTheTableDoesNotHaveAreWrongUse() throws IOException, InterruptedException {
        assertWrongUse("no field 'KEY'; did you mean key?", "query", "w", "--columns", "KEY");
        assertWrongUse("no field 'keys'; did you mean key?", "query", "w", "--range", "keys=a");
        assertWrongUse("no field 'x'; its fields are key", "query", "w", "--where", "x=a");
        assertWrongUse("no field ''", "query", "w", "--columns", "");
        assertWrongUse("no field ''", "query", "w", "--columns", ",");
    }

    @Test
    void aTableThatIsNotThereIsToldWithThoseThatAreAndHowToMakeIt() throws IOException, InterruptedException {
        String file = row("a").toString();

        assertThat(finish(sleeper("write", "nope", file), 3))
                .contains("The tables are w. To make it: sleeper table create nope --field key:StringType");
        assertThat(finish(sleeper("table", "drop", "W", "--yes"), 3)).contains("Did you mean w?");
    }

    @Test
    void aServerThatIsOnlyAskedToStopIsNotToldAsStopped() throws IOException, InterruptedException {
        assertThat(finish(sleeper("stop"), 0)).startsWith("Asked the server at " + url + " to stop");
        server.waitFor();

        assertThat(finish(sleeper("status"), 0))
                .startsWith("No server answers at " + url + ": the connection was refused");
        assertThat(finish(sleeper("status", "--json"), 0))
                .containsSubsequence("\"pid\" : null", "\"url\" : null", "\"root\" : null", "\"version\" : null")
                .doesNotContain("\"problem\"");
        assertThat(finish(program.start("--url", "http://nohost.invalid:1", "status"), 0))
                .contains("its host's name is not known");
    }

    private void assertWrongUse(String reason, String... arguments) throws IOException, InterruptedException {
        assertThat(finish(sleeper(arguments), 2)).contains(reason).doesNotContain("\tat ");
    }

    /// A file of one row.
    private Path row(String key) throws IOException {
        return rows(key + ".ndjson", "{\"key\":\"" + key + "\"}");
    }

    private Path rows(String name, String line) throws IOException {
        return Files.writeString(home.resolve(name), line + "\n");
    }

    private Process sleeper(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--url", url));
        all.addAll(List.of(arguments));
        return program.start(all.toArray(String[]::new));
    }
}
