package dev.sleeper.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnSliceTest {
    private static final IntColumn NUMBERS = new IntColumn(new int[] {1, 2, 3, 4, 5}, 5, Validity.ALL);

    @Test
    void aSliceHoldsTheRowsOfItsRangeAndTheirNulls() {
        Validity validity = Validity.of(new long[] {0b11011}, 5);
        IntColumn column = new IntColumn(new int[] {1, 2, 0, 4, 5}, 5, validity);

        IntColumn slice = column.slice(1, 4);

        assertThat(slice.size()).isEqualTo(3);
        assertThat(slice.values()).startsWith(2, 0, 4);
        assertThat(List.of(slice.isNull(0), slice.isNull(1), slice.isNull(2))).containsExactly(false, true, false);
    }

    @Test
    void aSliceOfBytesKeepsEachRowsBytes() {
        BytesColumn column = new BytesColumn(new byte[] {9, 1, 2, 2, 3}, new int[] {1, 2, 4, 4, 5}, 4, Validity.ALL);

        BytesColumn slice = column.slice(1, 4);

        assertThat(slice.value(0)).containsExactly(2, 2);
        assertThat(slice.value(1)).isEmpty();
        assertThat(slice.value(2)).containsExactly(3);
    }

    @Test
    void aSliceOfListsAndMapsKeepsEachRowsElements() {
        ListColumn lists = new ListColumn(new int[] {0, 2, 2, 5}, NUMBERS, 3, Validity.ALL);
        MapColumn maps = new MapColumn(new int[] {1, 2, 4, 5}, NUMBERS, NUMBERS, 3, Validity.ALL);
        RowBatch batch = new RowBatch(
                List.of(
                        Field.required("lists", new ListType(PrimitiveType.INT)),
                        Field.required("maps", new MapType(PrimitiveType.INT, PrimitiveType.INT))),
                List.of(lists, maps),
                3);

        RowBatch slice = batch.slice(1, 3);

        ListColumn slicedLists = (ListColumn) slice.column("lists");
        MapColumn slicedMaps = (MapColumn) slice.column("maps");
        assertThat(slicedLists.offsets()).containsExactly(0, 0, 3);
        assertThat(((IntColumn) slicedLists.elements()).values()).startsWith(3, 4, 5);
        assertThat(slicedMaps.offsets()).containsExactly(0, 2, 3);
        assertThat(((IntColumn) slicedMaps.keys()).values()).startsWith(3, 4, 5);
    }

    @Test
    void aSliceOfAllRowsIsTheBatchItself() {
        RowBatch batch = new RowBatch(List.of(Field.required("a", PrimitiveType.INT)), List.of(NUMBERS), 5);

        assertThat(batch.slice(0, 5)).isSameAs(batch);
    }
}
