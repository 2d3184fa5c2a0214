package dev.sleeper.engine.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sleeper.engine.RequestException;
import dev.sleeper.row.BytesColumn;
import dev.sleeper.row.LongColumn;
import dev.sleeper.row.RowBatch;
import dev.sleeper.row.Validity;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type.PrimitiveType;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SplitPointEstimateTest {
    private static final Field NUMBER = Field.required("number", PrimitiveType.LONG);

    @Test
    void leavesGetAboutEvenSharesOfManyRowsInWhateverOrder() {
        // Each number below a million once, and in no order.
        SplitPointEstimate estimate = estimate(100, 1_000_003, row -> row * 7_919 % 1_000_003);

        List<Object> points = estimate.splitPoints();

        assertThat(points).hasSize(99);
        for (int i = 0; i < 99; i++) {
            assertThat((double) (long) points.get(i)).isBetween(10_000 * (i + 0.5), 10_000 * (i + 1.5));
        }
    }

    @Test
    void rowsThatRepeatAtARegularDistanceAreSampledFairly() {
        SplitPointEstimate estimate = estimate(4, 1 << 20, row -> row % 1_024);

        assertThat(estimate.splitPoints()).hasSize(3).allSatisfy(point -> assertThat((long) point)
                .isBetween(200L, 820L));
    }

    @Test
    void sameRowsGiveTheSamePoints() {
        LongUnaryOperator values = row -> row * 7_919 % 300_007;

        assertThat(estimate(50, 300_007, values).splitPoints())
                .isEqualTo(estimate(50, 300_007, values).splitPoints());
    }

    @Test
    void thereIsNoPointWhereAllRowsHaveOneKeyAndOneBetweenTwoKeys() {
        assertThat(estimate(8, 1_000, row -> 5).splitPoints()).isEmpty();
        assertThat(estimate(8, 1_000, row -> row % 2).splitPoints()).containsExactly(1L);
        assertThat(estimate(8, 0, row -> 0).splitPoints()).isEmpty();
    }

    @Test
    void pointsAreAboveTheLeastKeySoThatNoLeafIsEmpty() {
        SplitPointEstimate estimate = estimate(4, 1_000, row -> row < 900 ? 1 : row);

        assertThat(estimate.splitPoints()).isNotEmpty().allSatisfy(point -> assertThat((long) point)
                .isGreaterThan(1));
    }

    @Test
    void manyLongKeysTakeLittleMemory() {
        Field key = Field.required("key", PrimitiveType.BYTE_ARRAY);
        SplitPointEstimate estimate = new SplitPointEstimate(key, 2);
        byte[] bytes = new byte[64 << 10];
        for (int i = 0; i < 100_000; i++) {
            bytes[0] = (byte) i;
            estimate.add(new RowBatch(
                    List.of(key), List.of(new BytesColumn(bytes, new int[] {0, bytes.length}, 1, Validity.ALL)), 1));
        }

        assertThat(estimate.rowCount()).isEqualTo(100_000);
        assertThat(estimate.sampleBytes()).isLessThan(160 << 20);
        assertThat(estimate.splitPoints()).hasSize(1);
    }

    @Test
    void nullKeyIsNamedWithItsRecord() {
        SplitPointEstimate estimate = new SplitPointEstimate(NUMBER, 2);
        Validity first = Validity.of(new long[] {1}, 2);

        assertThatThrownBy(() -> estimate.add(
                        new RowBatch(List.of(NUMBER), List.of(new LongColumn(new long[] {1, 0}, 2, first)), 2)))
                .isInstanceOf(RequestException.class)
                .hasMessage("Record 2 of all has no value of number, and a row key always has one");
    }

    @Test
    void oneLeafAndTooManyAreRefused() {
        assertThatThrownBy(() -> new SplitPointEstimate(NUMBER, 1)).hasMessageContaining("2 to 10000 leaves, not 1");
        assertThatThrownBy(() -> new SplitPointEstimate(NUMBER, 10_001)).hasMessageContaining("not 10001");
    }

    private static SplitPointEstimate estimate(int leaves, int rows, LongUnaryOperator values) {
        SplitPointEstimate estimate = new SplitPointEstimate(NUMBER, leaves);
        long[] numbers = new long[rows];
        Arrays.setAll(numbers, values::applyAsLong);
        estimate.add(new RowBatch(List.of(NUMBER), List.of(new LongColumn(numbers, rows, Validity.ALL)), rows));
        return estimate;
    }
}
