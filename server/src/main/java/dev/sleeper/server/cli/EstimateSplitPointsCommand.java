package dev.sleeper.server.cli;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.foreign.ParquetRows;
import dev.sleeper.engine.foreign.SplitPointEstimate;
import dev.sleeper.engine.write.SpillFile;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sleeper estimate-split-points`: needs neither a table nor a server.
@Command(
        name = "estimate-split-points",
        description = {
            "Says at which values of the row key a table's leaves should meet, from Parquet files that are a fair sample"
                    + " of what will be written to it.",
            "",
            "Examples:",
            "  sleeper estimate-split-points --row-key key --leaves 128 sample.parquet --json > points.json",
            "  sleeper table create words --schema schema.json --split-points points.json",
            ""
        })
final class EstimateSplitPointsCommand implements Callable<Integer> {
    /// Of all the memory that the program may have, for reading one file.
    private static final int MEMORY_SHARE = 2;
    /// The Parquet reader tells here how it works, which is none of the user's business.
    private static final Logger READER_LOG = Logger.getLogger("dev.hardwood");

    @ParentCommand
    private @Nullable SleeperCommand sleeper;

    @Option(names = "--row-key", required = true, paramLabel = "FIELD", description = "The first row key.")
    private String rowKey = "";

    @Option(names = "--leaves", required = true, paramLabel = "COUNT", description = "How many leaves; 2 to 10,000.")
    private int leaves;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Parquet files with the row key as a column.")
    private List<Path> files = List.of();

    EstimateSplitPointsCommand() {}

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Objects.requireNonNull(sleeper).terminal();
        if (leaves < 2 || leaves > SplitPointEstimate.MAX_LEAVES) {
            throw new IllegalArgumentException(
                    "--leaves " + leaves + ": there can be 2 to " + SplitPointEstimate.MAX_LEAVES);
        }
        LocalFiles.requireReadable(files);
        READER_LOG.setLevel(Level.WARNING);
        SplitPointEstimate estimate = null;
        try (SystemEnvironment system = SystemEnvironment.open()) {
            for (Path file : files) {
                estimate = add(file, estimate, system);
            }
        }
        if (estimate == null) {
            throw new IllegalArgumentException("The files have no rows to estimate from");
        }
        show(terminal, estimate);
        return 0;
    }

    /// Takes a file into account.
    ///
    /// @param before the estimate from the files before; null while none had rows, as the answer is
    private @Nullable SplitPointEstimate add(Path file, @Nullable SplitPointEstimate before, SystemEnvironment system)
            throws IOException {
        SplitPointEstimate estimate = before;
        try (ParquetRows rows = open(file, system)) {
            for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
                Field key = batch.fields().getFirst();
                if (estimate == null) {
                    estimate = new SplitPointEstimate(key, leaves);
                }
                if (!key.equals(estimate.rowKey())) {
                    throw new IllegalArgumentException(rowKey + " is " + key.type() + " in " + file + ", but "
                            + estimate.rowKey().type() + " before");
                }
                estimate.add(batch);
            }
            return estimate;
        } catch (RequestException wrong) {
            throw new CommandException(
                    Failures.FAILED, wrong.code().text(), file + ": " + wrong.getMessage(), wrong.hint());
        }
    }

    /// The file is read from a copy, which nobody changes meanwhile.
    private ParquetRows open(Path file, SystemEnvironment system) throws IOException {
        SpillFile copy = SpillFile.create(
                Path.of(System.getProperty("java.io.tmpdir")),
                "sleeper-" + system.environment().randomId());
        try (InputStream in = Files.newInputStream(file)) {
            copy.writeAll(in);
            return ParquetRows.openKeys(copy, rowKey, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
        } catch (IOException | RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    private void show(Terminal terminal, SplitPointEstimate estimate) {
        List<Object> points = estimate.splitPoints();
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("rows", estimate.rowCount());
        answer.put("leaves", points.size() + 1);
        ArrayNode array = answer.putArray("splitPoints");
        for (Object point : points) {
            switch (point) {
                case Long number -> array.add(number);
                case byte[] bytes -> array.add(Base64.getEncoder().encodeToString(bytes));
                default -> array.add(point.toString());
            }
        }
        if (points.size() + 1 < leaves) {
            terminal.note("There are points for " + (points.size() + 1) + " leaves only: too many rows have the same "
                    + rowKey + ".");
        }
        if (terminal.json()) {
            terminal.print(answer);
        } else {
            array.forEach(point -> terminal.print(point.asString()));
        }
    }
}
