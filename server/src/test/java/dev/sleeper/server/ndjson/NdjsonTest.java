package dev.sleeper.server.ndjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException;
import dev.sleeper.row.RowBatch;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.BodyMemory;
import dev.sleeper.server.rows.RowSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NdjsonTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(
                    Field.required("key", PrimitiveType.STRING),
                    Field.nullable("i", PrimitiveType.INT),
                    Field.nullable("l", PrimitiveType.LONG),
                    Field.nullable("f", PrimitiveType.FLOAT),
                    Field.nullable("d", PrimitiveType.DOUBLE),
                    Field.nullable("b", PrimitiveType.BOOLEAN),
                    Field.nullable("t", PrimitiveType.TIMESTAMP),
                    Field.nullable("y", PrimitiveType.BYTE_ARRAY),
                    Field.nullable("a", new ListType(PrimitiveType.STRING)),
                    Field.nullable("m", new MapType(PrimitiveType.STRING, PrimitiveType.LONG))),
            List.of("key"),
            List.of());

    @Test
    void whatTheWriterWritesComesBack() {
        String lines = """
                {"key":"a\\"é😀","i":-2147483648,"l":9223372036854775807,"f":0.1,"d":1.0E300,"b":true,\
                "t":"2026-11-22T20:45:15.000001Z","y":"AP8=","a":["x",""],"m":[["k",1],["k2",-1]]}
                {"key":"","i":null,"l":null,"f":"NaN","d":"-Infinity","b":false,"t":"1969-12-31T23:59:59.999999Z",\
                "y":"","a":[],"m":[]}
                """;

        assertThat(write(read(lines))).isEqualTo(lines);
    }

    @Test
    void aReaderWhoGoesAwayInTheMiddleOfARowEndsTheAnswerAsAnyStreamDoes() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("gone");
            }
        };
        NdjsonWriter writer = new NdjsonWriter(gone, SCHEMA.fields());
        RowBatch batch = read("{\"key\":\"" + "a".repeat(100_000) + "\"}");

        assertThatThrownBy(() -> writer.write(batch))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void absentNullableFieldsAreNull() {
        assertThat(write(read("{\"key\":\"a\"}")))
                .isEqualTo("{\"key\":\"a\",\"i\":null,\"l\":null,\"f\":null,\"d\":null,\"b\":null,\"t\":null,"
                        + "\"y\":null,\"a\":null,\"m\":null}\n");
    }

    @Test
    void timesWithAnOffsetBecomeUtcAndThoseWithoutAreUtc() {
        assertThat(write(read("{\"key\":\"a\",\"t\":\"2026-01-01T01:00:00+01:00\"}")))
                .contains("\"t\":\"2026-01-01T00:00:00Z\"");
        assertThat(write(read("{\"key\":\"a\",\"t\":\"2026-01-01T00:00:00\"}")))
                .contains("\"t\":\"2026-01-01T00:00:00Z\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"key":null} | Field key of record 2 is null, but it is a key field
            {"i":1} | Field key (StringType) is missing in record 2
            {"key":"a","x":1} | Record 2 has a field x that the table does not have; its fields are key, i, l, f, d, b, t, y, a, m
            {"key":1} | Field key of record 2 is 1, but its type is StringType
            {"key":"a","i":2147483648} | Field i of record 2 is 2147483648, which is out of range for IntType
            {"key":"a","l":9223372036854775808} | Field l of record 2 is 9223372036854775808, which is out of range for LongType
            {"key":"a","i":1.5} | Field i of record 2 is 1.5, but its type is IntType
            {"key":"a","f":1e300} | Field f of record 2 is 1e300, which is out of range for FloatType
            {"key":"a","t":"2026-01-01T00:00:00.0000001Z"} | Field t of record 2 is 2026-01-01T00:00:00.0000001Z, with parts of a microsecond, but its type is TimestampType
            {"key":"a","b":"true"} | Field b of record 2 is 'true', but its type is BooleanType
            {"key":"a","t":"yesterday"} | Field t of record 2 is 'yesterday', but its type is TimestampType
            {"key":"a","y":"no base64!"} | Field y of record 2 is a string that is not base64, but its type is ByteArrayType
            {"key":"a","a":["x",null]} | Field a of record 2 has a null inside its list or map
            {"key":"a","m":{"k":1}} | Field m of record 2 is an array or object, but its type is MapType(StringType,LongType)
            {"key":"\\ud800"} | Field key of record 2 is a string that is not valid UTF-8
            """)
    void aBadValueIsNamedWithFieldAndRecord(String line, String message) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> read("{\"key\":\"good\"}\n" + line + "\n"))
                .withMessage(message);
    }

    @Test
    void aLineThatStopsIsNotARecord() {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> read("{\"key\":\"good\"}\n{\"key\":\"a\""))
                .withMessage("The NDJSON is damaged or cut short: record 2: Unexpected end-of-input: expected close"
                        + " marker for Object");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> read("[1]"))
                .withMessage("The NDJSON is damaged or cut short: record 1 is not a JSON object");
    }

    @Test
    void aLineHasOneRecordAndARecordMayHaveMoreLines() {
        assertThat(read("\n{\"key\":\n\"a\"}\r\n\r\n{\"key\":\"b\"}").rowCount())
                .isEqualTo(2);
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> read("{\"key\":\"a\"}\n{\"key\":\"b\"} {\"key\":\"c\"}\n"))
                .withMessage("The NDJSON has more than one record on line 2, which is not read here");
    }

    private static RowBatch read(String lines) {
        try (NdjsonReader reader =
                NdjsonReader.open(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), SCHEMA, memory())) {
            RowBatch batch = Objects.requireNonNull(reader.next());
            assertThat(reader.next()).isNull();
            return batch;
        }
    }

    @Test
    void aRecordOverTheLimitIsRefusedWhileItIsReadAndALargeOneIsNot() {
        int limit = RowSource.MAX_BATCH_BYTES;
        BodyMemory memory = new BodyMemory(8L << 20);
        for (int elements : new int[] {limit / 8, limit}) {
            InputStream in = new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream("{\"key\":\"a\",\"a\":[\"x\"".getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayInputStream(",\"\"".repeat(elements / 3).getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayInputStream("]}\n".getBytes(StandardCharsets.UTF_8)))));
            try (BodyMemory.Share share = memory.share();
                    NdjsonReader reader = NdjsonReader.open(in, SCHEMA, share)) {
                if (elements < limit) {
                    assertThat(Objects.requireNonNull(reader.next()).rowCount()).isEqualTo(1);
                } else {
                    assertThatExceptionOfType(RequestException.class)
                            .isThrownBy(reader::next)
                            .withMessage("A record is over the limit of 64 MB");
                }
            }
        }
    }

    private static BodyMemory.Share memory() {
        return new BodyMemory(1L << 30).share();
    }

    private static String write(RowBatch batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NdjsonWriter writer = new NdjsonWriter(out, batch.fields());
        writer.start();
        try {
            writer.write(batch);
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
