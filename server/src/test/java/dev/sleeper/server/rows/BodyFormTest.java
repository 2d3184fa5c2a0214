package dev.sleeper.server.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFormTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            NDJSON       | ` [{"key":1}]` | lines of JSON objects | a JSON array                | jq -c '.[]'
            NDJSON       | PAR1xxxx       | lines of JSON objects | a Parquet file              | --format
            NDJSON       | FEA1xxxx       | lines of JSON objects | a Feather file of version 1 | version 2
            NDJSON       | `\u001f\u008b`  | lines of JSON objects | a file compressed with gzip | Unpack
            ARROW_STREAM | {"key":1}      | an Arrow IPC stream   | lines of JSON objects       | --format
            ARROW_STREAM | PAR1           | an Arrow IPC stream   | a Parquet file              | Content-Type
            ARROW_STREAM | ARROW1         | an Arrow IPC stream   | an Arrow file               | pyarrow.ipc.new_stream
            ARROW_STREAM | FEA1           | an Arrow IPC stream   | a Feather file of version 1 | write_feather
            PARQUET      | ÿÿÿÿxxxx       | a Parquet file        | an Arrow IPC stream         | --format
            PARQUET      | `{}`           | a Parquet file        | lines of JSON objects       | --format
            """)
    void aBodyOfAnotherFormIsNamed(BodyForm form, String body, String said, String found, String hint) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> form.checked(stream(body)))
                .withMessage("The rows are said to be " + said + ", but they look like " + found)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_BODY))
                .satisfies(e -> assertThat(e.hint()).contains(hint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "        {\"key\":1}", "{\"key\":1}\n{\"key\":2}\n", "no form at all"})
    void allElseIsLeftToItsReaderWhole(String body) throws IOException {
        assertThat(BodyForm.NDJSON.checked(stream(body)).readAllBytes())
                .isEqualTo(stream(body).readAllBytes());
    }

    @Test
    void closingItClosesTheBody() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream body = new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };

        BodyForm.PARQUET.checked(body).close();

        assertThat(closed[0]).isTrue();
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1));
    }
}
