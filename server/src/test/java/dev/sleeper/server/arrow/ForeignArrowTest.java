package dev.sleeper.server.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.ListColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Columns as Arrow's own library writes them, of types that are not a table's but fit one.
class ForeignArrowTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void integersOfEveryWidthAreReadWithinTheFieldsRange() throws IOException {
        SmallIntVector narrow = new SmallIntVector("v", allocator);
        narrow.setSafe(0, -3);
        BigIntVector wide = new BigIntVector("v", allocator);
        wide.setSafe(0, 1L << 40);
        UInt8Vector unsigned = new UInt8Vector("v", allocator);
        unsigned.setSafe(0, -1L);

        assertThat(((LongColumn) read(narrow, PrimitiveType.LONG)).value(0)).isEqualTo(-3);
        assertRefused(
                wide, PrimitiveType.INT, "Field v of record 1 is 1099511627776, which is out of range for IntType");
        assertRefused(
                unsigned,
                PrimitiveType.LONG,
                "Field v of record 1 is 18446744073709551615, which is out of range for LongType");
    }

    @Test
    void whatLiesUnderANullIsNeitherCheckedNorKept() throws IOException {
        BigIntVector wide = new BigIntVector("v", allocator);
        wide.setSafe(0, 1L << 40);
        wide.setSafe(1, 5);
        BitVectorHelper.unsetBit(wide.getValidityBuffer(), 0);

        IntColumn column = (IntColumn) read(wide, 2, PrimitiveType.INT);

        assertThat(column.isNull(0)).isTrue();
        assertThat(column.value(0)).isZero();
        assertThat(column.value(1)).isEqualTo(5);
    }

    @Test
    void stringsOfEveryLayoutAreTheSame() throws IOException {
        VarCharVector plain = new VarCharVector("v", allocator);
        LargeVarCharVector large = new LargeVarCharVector("v", allocator);
        ViewVarCharVector view = new ViewVarCharVector("v", allocator);
        plain.allocateNew();
        large.allocateNew();
        view.allocateNew();
        List<String> values = List.of("", "short", "longer than twelve bytes, é");
        for (int i = 0; i < values.size(); i++) {
            byte[] bytes = values.get(i).getBytes(StandardCharsets.UTF_8);
            plain.setSafe(i, bytes);
            large.setSafe(i, bytes);
            view.setSafe(i, bytes);
        }

        assertThat(strings(read(plain, 3, PrimitiveType.STRING))).isEqualTo(values);
        assertThat(strings(read(large, 3, PrimitiveType.STRING))).isEqualTo(values);
        assertThat(strings(read(view, 3, PrimitiveType.STRING))).isEqualTo(values);
    }

    @Test
    void aDictionaryIsResolvedAndItsNullsStay() throws IOException {
        VarCharVector values = new VarCharVector("d", allocator);
        values.setSafe(0, "no".getBytes(StandardCharsets.UTF_8));
        values.setSafe(1, "yes".getBytes(StandardCharsets.UTF_8));
        values.setValueCount(2);
        VarCharVector plain = new VarCharVector("v", allocator);
        plain.setSafe(0, "yes".getBytes(StandardCharsets.UTF_8));
        plain.setNull(1);
        plain.setSafe(2, "no".getBytes(StandardCharsets.UTF_8));
        plain.setValueCount(3);
        Dictionary dictionary = new Dictionary(values, new DictionaryEncoding(7, false, null));
        DictionaryProvider.MapDictionaryProvider provider = new DictionaryProvider.MapDictionaryProvider(dictionary);
        FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);

        Column column = read(write(encoded, 3, provider), PrimitiveType.STRING);

        assertThat(strings(column)).isEqualTo(List.of("yes", "", "no"));
        assertThat(column.isNull(1)).isTrue();
        plain.close();
        values.close();
    }

    @Test
    void anEntryOfADictionaryThatDoesNotFitNamesNoRecord() throws IOException {
        BigIntVector values = new BigIntVector("d", allocator);
        values.setSafe(0, 1);
        values.setSafe(1, 1L << 40);
        values.setValueCount(2);
        BigIntVector plain = new BigIntVector("v", allocator);
        plain.setSafe(0, 1);
        plain.setValueCount(1);
        Dictionary dictionary = new Dictionary(values, new DictionaryEncoding(7, false, null));
        FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
        byte[] stream = write(encoded, 1, new DictionaryProvider.MapDictionaryProvider(dictionary));

        ArrowStreamReaderTest.assertRefused(
                stream,
                schema(PrimitiveType.INT),
                Code.INVALID_ROW,
                "Field v is 1099511627776, which is out of range for IntType");
        plain.close();
        values.close();
    }

    @Test
    void timestampsOfEveryUnitBecomeMicroseconds() throws IOException {
        TimeStampMilliVector millis = new TimeStampMilliVector("v", allocator);
        millis.setSafe(0, -1);
        TimeStampNanoTZVector nanos = new TimeStampNanoTZVector("v", allocator, "Europe/Berlin");
        nanos.setSafe(0, -1000);
        TimeStampNanoTZVector finer = new TimeStampNanoTZVector("v", allocator, "UTC");
        finer.setSafe(0, -1001);
        TimeStampMilliVector far = new TimeStampMilliVector("v", allocator);
        far.setSafe(0, Long.MAX_VALUE);

        assertThat(((LongColumn) read(millis, PrimitiveType.TIMESTAMP)).value(0))
                .isEqualTo(-1000);
        assertThat(((LongColumn) read(nanos, PrimitiveType.TIMESTAMP)).value(0)).isEqualTo(-1);
        assertRefused(
                far,
                PrimitiveType.TIMESTAMP,
                "Field v of record 1 is 9223372036854775807, which is out of range for TimestampType");
        assertRefused(
                finer,
                PrimitiveType.TIMESTAMP,
                "Field v of record 1 is -1001 ns, which is no whole number of microseconds, but its type is"
                        + " TimestampType");
    }

    @Test
    void numbersAreReadAsFloatsAndDoublesWhereTheyFit() throws IOException {
        Float8Vector doubles = new Float8Vector("v", allocator);
        doubles.setSafe(0, 0.1);
        Float8Vector huge = new Float8Vector("v", allocator);
        huge.setSafe(0, 1e300);
        IntVector ints = new IntVector("v", allocator);
        ints.setSafe(0, -7);

        assertThat(Float.intBitsToFloat(((IntColumn) read(doubles, PrimitiveType.FLOAT)).value(0)))
                .isEqualTo(0.1f);
        assertThat(Double.longBitsToDouble(((LongColumn) read(ints, PrimitiveType.DOUBLE)).value(0)))
                .isEqualTo(-7.0);
        assertRefused(huge, PrimitiveType.FLOAT, "Field v of record 1 is 1.0E300, which is out of range for FloatType");
    }

    @Test
    void bytesOfOneLengthAreByteArrays() throws IOException {
        FixedSizeBinaryVector fixed = new FixedSizeBinaryVector("v", allocator, 2);
        fixed.setSafe(0, new byte[] {1, 2});

        assertThat(((BytesColumn) read(fixed, PrimitiveType.BYTE_ARRAY)).value(0))
                .containsExactly(1, 2);
    }

    @Test
    void aColumnOfTypeNullIsAllNulls() throws IOException {
        Column column = read(new NullVector("v", 1), PrimitiveType.LONG);

        assertThat(column.validity().nullCount()).isEqualTo(1);
    }

    @Test
    void listsKeepTheirElementsAndNullOnesAreEmpty() throws IOException {
        ListVector lists = ListVector.empty("v", allocator);
        UnionListWriter writer = lists.getWriter();
        writer.setPosition(0);
        writer.startList();
        writer.bigInt().writeBigInt(4);
        writer.bigInt().writeBigInt(5);
        writer.endList();
        writer.setPosition(2);
        writer.startList();
        writer.bigInt().writeBigInt(6);
        writer.endList();
        lists.setValueCount(3);

        ListColumn column = (ListColumn) read(lists, 3, new ListType(PrimitiveType.LONG));

        assertThat(column.offsets()).containsExactly(0, 2, 2, 3);
        assertThat(column.isNull(1)).isTrue();
        assertThat(((LongColumn) column.elements()).value(2)).isEqualTo(6);
    }

    @Test
    void aTypeThatFitsNoFieldIsRefusedByName() throws IOException {
        DateDayVector dates = new DateDayVector("v", allocator);
        dates.setSafe(0, 1);
        IntVector ints = new IntVector("v", allocator);
        ints.setSafe(0, 1);

        assertRefused(dates, PrimitiveType.TIMESTAMP, "Field v has type TimestampType, but its column has type date");
        assertRefused(ints, PrimitiveType.STRING, "Field v has type StringType, but its column has type int32");
    }

    @Test
    void theHintNamesWhatAFieldIsWrittenFrom() throws IOException {
        IntVector ints = new IntVector("v", allocator);
        ints.setSafe(0, 1);
        MapType target = new MapType(PrimitiveType.STRING, new ListType(PrimitiveType.LONG));

        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> read(ints, target))
                .satisfies(refusal -> assertThat(refusal.hint())
                        .isEqualTo(
                                "Convert the column before writing: MapType(StringType,ListType(LongType)) is written"
                                        + " from maps of text (utf8) to lists of integers of 8 to 64 bits."));
    }

    private Column read(FieldVector vector, Type type) throws IOException {
        return read(vector, 1, type);
    }

    private Column read(FieldVector vector, int size, Type type) throws IOException {
        return read(write(vector, size, new DictionaryProvider.MapDictionaryProvider()), type);
    }

    private static Column read(byte[] stream, Type type) {
        return ArrowStreamReaderTest.readOne(stream, schema(type)).column("v");
    }

    private void assertRefused(FieldVector vector, Type type, String message) throws IOException {
        byte[] stream = write(vector, 1, new DictionaryProvider.MapDictionaryProvider());
        ArrowStreamReaderTest.assertRefused(stream, schema(type), Code.INVALID_ROW, message);
    }

    /// A schema whose key may be left out of these streams, since it is nullable here as no real table's is.
    private static Schema schema(Type type) {
        return new Schema(
                List.of(Field.nullable("key", PrimitiveType.STRING), Field.nullable("v", type)),
                List.of("key"),
                List.of());
    }

    private static byte[] write(FieldVector vector, int size, DictionaryProvider dictionaries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        vector.setValueCount(size);
        try (VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
                ArrowStreamWriter writer = new ArrowStreamWriter(root, dictionaries, out)) {
            root.setRowCount(size);
            writer.start();
            writer.writeBatch();
            writer.end();
        }
        return out.toByteArray();
    }

    private static List<String> strings(Column column) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            values.add(new String(((BytesColumn) column).value(i), StandardCharsets.UTF_8));
        }
        return values;
    }
}
