package dev.sleeper.server.rows;

import dev.sleeper.engine.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a body is, as its first bytes tell. Those that are read can be said to be one another by mistake; the rest is
/// what is given in their place.
public enum BodyForm {
    ARROW_STREAM("an Arrow IPC stream", "\u00ff\u00ff\u00ff\u00ff", BodyForm.SAY),
    PARQUET("a Parquet file", "PAR1", BodyForm.SAY),
    NDJSON("lines of JSON objects", "{", BodyForm.SAY),
    JSON_ARRAY("a JSON array", "[", "Give each record a line of its own, as jq -c '.[]' does"),
    ARROW_FILE(
            "an Arrow file",
            "ARROW1",
            "The command 'sleeper write' takes such a file by its name with --format arrow; over HTTP send a stream, as"
                    + " pyarrow.ipc.new_stream makes"),
    FEATHER_1(
            "a Feather file of version 1",
            "FEA1",
            "Write it anew as version 2, which is an Arrow file: pyarrow.feather.write_feather(table, file,"
                    + " compression='uncompressed')"),
    GZIP("a file compressed with gzip", "\u001f\u008b", "Unpack it first");

    private static final String SAY = "Say what it is, with --format or in the Content-Type";
    private static final int HEAD_BYTES = 8;

    private final String words;
    private final String sign;
    private final String hint;

    BodyForm(String words, String sign, String hint) {
        this.words = words;
        this.sign = sign;
        this.hint = hint;
    }

    /// The body, of which nothing is used up.
    ///
    /// @throws RequestException when it is surely of another form than this
    public InputStream checked(InputStream body) {
        PushbackInputStream whole = new PushbackInputStream(body, HEAD_BYTES);
        try {
            byte[] head = whole.readNBytes(HEAD_BYTES);
            whole.unread(head);
            of(head).filter(form -> form != this).ifPresent(form -> {
                throw Refusal.otherForm(words, form.words, form.hint);
            });
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<BodyForm> of(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(form ->
                        text.startsWith(form.sign) || text.stripLeading().startsWith(form.sign))
                .findFirst();
    }
}
