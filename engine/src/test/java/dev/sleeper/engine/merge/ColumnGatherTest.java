package dev.sleeper.engine.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnGatherTest {
    private static final Field FIELD = Field.required("value", PrimitiveType.BYTE_ARRAY);

    @Test
    void valuesFarLongerThanTheMeanAreGathered() {
        List<RowBatch> slots = List.of(batch(0, 1, 2, 70_000, 3), batch(5, 0, 0, 90_000), batch());
        RowRuns runs = new RowRuns(1);
        List<byte[]> expected = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            take(slots, runs, expected, 0, 2, 2);
            take(slots, runs, expected, 1, 3, 1);
            take(slots, runs, expected, 1, 0, 3);
        }

        RowBatch gathered = ColumnGather.gather(slots, runs);

        BytesColumn values = (BytesColumn) gathered.columns().getFirst();
        assertThat(gathered.rowCount()).isEqualTo(expected.size());
        for (int row = 0; row < expected.size(); row++) {
            assertThat(value(values, row)).isEqualTo(expected.get(row));
        }
    }

    private static void take(
            List<RowBatch> slots, RowRuns runs, List<byte[]> expected, int slot, int start, int length) {
        runs.add(slot, start, length);
        BytesColumn source = (BytesColumn) slots.get(slot).columns().getFirst();
        for (int row = start; row < start + length; row++) {
            expected.add(value(source, row));
        }
    }

    private static byte[] value(BytesColumn column, int row) {
        return Arrays.copyOfRange(column.bytes(), column.offsets()[row], column.offsets()[row + 1]);
    }

    private static RowBatch batch(int... lengths) {
        int[] offsets = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            offsets[i + 1] = offsets[i] + lengths[i];
        }
        byte[] bytes = new byte[offsets[lengths.length]];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + lengths.length);
        }
        BytesColumn column = new BytesColumn(bytes, offsets, lengths.length, Validity.ALL);
        return new RowBatch(List.of(FIELD), List.of(column), lengths.length);
    }
}
