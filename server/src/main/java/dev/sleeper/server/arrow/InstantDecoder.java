package dev.sleeper.server.arrow;

import dev.sleeper.row.Column;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.server.rows.Refusal;
import dev.sleeper.server.rows.RowNumbers;
import java.nio.ByteBuffer;

/// Reads timestamps of any unit as microseconds, of which they must be whole ones. Arrow's timestamps with a zone
/// are UTC already, and those without one are taken as UTC.
record InstantDecoder(String name, ArrowType.Instant type) implements ColumnDecoder {
    private static final long MICROS_PER_SECOND = 1_000_000;

    @Override
    public Column decode(BatchCursor cursor, RowNumbers rows) {
        BatchCursor.Node node = cursor.node();
        int size = node.size();
        Validity validity = cursor.validity(node);
        ByteBuffer values = cursor.buffer((long) size * Long.BYTES);
        cursor.reserve((long) size * Long.BYTES);
        long[] micros = new long[size];
        values.asLongBuffer().get(micros);
        NullSlots.clear(micros, size, validity);
        if (type.perSecond() > MICROS_PER_SECOND) {
            divide(micros, type.perSecond() / MICROS_PER_SECOND, rows);
        } else if (type.perSecond() < MICROS_PER_SECOND) {
            multiply(micros, MICROS_PER_SECOND / type.perSecond(), rows);
        }
        return new LongColumn(micros, size, validity);
    }

    private void divide(long[] values, long divisor, RowNumbers rows) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] % divisor != 0) {
                String found = values[i] + " ns, which is no whole number of microseconds";
                throw Refusal.wrongValue(name, rows.recordOf(i), found, PrimitiveType.TIMESTAMP);
            }
            values[i] /= divisor;
        }
    }

    private void multiply(long[] values, long factor, RowNumbers rows) {
        long greatest = Long.MAX_VALUE / factor;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > greatest || values[i] < -greatest) {
                throw Refusal.outOfRange(name, rows.recordOf(i), Long.toString(values[i]), PrimitiveType.TIMESTAMP);
            }
            values[i] *= factor;
        }
    }
}
