package dev.sleeper.server.ndjson;

import dev.sleeper.row.Column;
import dev.sleeper.row.IntColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/// Whole numbers, floating-point numbers and timestamps, kept as 64 bits until the column is built.
final class NumberColumn extends JsonColumn {
    private final PrimitiveType kind;
    private long[] values = new long[64];

    NumberColumn(String name, PrimitiveType kind) {
        super(name, kind);
        this.kind = kind;
    }

    @Override
    void append(JsonParser json, long record, int row) {
        put(row, bits(json, record));
    }

    @Override
    void appendNull(int row) {
        put(row, 0);
    }

    @Override
    Column build(int rows, Validity validity) {
        return switch (kind) {
            case INT, FLOAT -> {
                int[] ints = new int[rows];
                for (int i = 0; i < rows; i++) {
                    ints[i] = (int) values[i];
                }
                yield new IntColumn(ints, rows, validity);
            }
            default -> new LongColumn(values, rows, validity);
        };
    }

    private void put(int row, long bits) {
        if (row == values.length) {
            values = Arrays.copyOf(values, 2 * row);
        }
        values[row] = bits;
    }

    private long bits(JsonParser json, long record) {
        return switch (kind) {
            case INT -> whole(json, record, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> whole(json, record, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> floatBits(json, record);
            case DOUBLE -> Double.doubleToRawLongBits(number(json, record));
            case TIMESTAMP -> micros(json, record);
            default -> throw new IllegalStateException("Not a number: " + kind);
        };
    }

    private long whole(JsonParser json, long record, long least, long greatest) {
        if (!json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            throw wrongValue(json, record);
        }
        if (json.getNumberType() != NumberType.BIG_INTEGER) {
            long value = json.getLongValue();
            if (value >= least && value <= greatest) {
                return value;
            }
        }
        throw Refusal.outOfRange(name(), record, json.getString(), kind);
    }

    private long floatBits(JsonParser json, long record) {
        double number = number(json, record);
        float nearest = (float) number;
        if (Float.isInfinite(nearest) && !Double.isInfinite(number)) {
            throw Refusal.outOfRange(name(), record, json.getString(), kind);
        }
        return Float.floatToRawIntBits(nearest);
    }

    private double number(JsonParser json, long record) {
        if (json.currentToken().isNumeric()) {
            double number = json.getDoubleValue();
            if (Double.isInfinite(number)) {
                throw Refusal.outOfRange(name(), record, json.getString(), kind);
            }
            return number;
        }
        return switch (json.hasToken(JsonToken.VALUE_STRING) ? json.getString() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrongValue(json, record);
        };
    }

    /// A time without an offset is taken as UTC.
    private long micros(JsonParser json, long record) {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            throw wrongValue(json, record);
        }
        try {
            TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    json.getString(), OffsetDateTime::from, LocalDateTime::from);
            Instant instant = parsed instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
            if (!instant.equals(instant.truncatedTo(ChronoUnit.MICROS))) {
                throw Refusal.wrongValue(name(), record, json.getString() + ", with parts of a microsecond", kind);
            }
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        } catch (DateTimeException notATime) {
            throw wrongValue(json, record);
        } catch (ArithmeticException tooFar) {
            throw Refusal.outOfRange(name(), record, json.getString(), kind);
        }
    }
}
