package io.driftway.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.NumericColumn;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowRepeatsTest {

    private static RowRepeats of(double[] numbers, int[] codes) {
        return RowRepeats.of(
                new Batch(
                        "rows",
                        List.of(new NumericColumn("x", numbers), new CategoricalColumn("c", List.of("a", "b"), codes)),
                        numbers.length),
                List.of("x", "c"));
    }

    private static double[] numbers(int rows) {
        return IntStream.range(0, rows).asDoubleStream().toArray();
    }

    @Test
    void threeEqualRowsAreThreePairsAndTwoRepeats() {
        RowRepeats repeats = of(new double[] {1, 2, 1, 1, Double.NaN, Double.NaN}, new int[] {0, 0, 0, 0, -1, -1});
        assertThat(repeats.equalPairs()).isEqualTo(4);
        assertThat(repeats.repeated()).isEqualTo(3);
        assertThat(repeats.pairs()).isEqualTo(15);
        assertThat(of(new double[] {1, 1}, new int[] {0, 1}).equalPairs()).isZero();
        assertThat(of(new double[0], new int[0]).repeated()).isZero();
    }

    @Test
    void theDigestKnowsTheRowsAndNotTheirOrder() {
        RowRepeats rows = of(new double[] {1, 2, 2, 3}, new int[] {0, 0, 1, -1});
        assertThat(of(new double[] {3, 2, 1, 2}, new int[] {-1, 1, 0, 0})).isEqualTo(rows);
        assertThat(List.of(
                        of(new double[] {1, 2, 2, 3}, new int[] {0, 1, 1, -1}).digest(),
                        of(new double[] {1, 2, 2, 3, 3}, new int[] {0, 0, 1, -1, -1})
                                .digest(),
                        of(new double[] {1, 2, 2}, new int[] {0, 0, 1}).digest()))
                .doesNotContain(rows.digest())
                .doesNotHaveDuplicates();
    }

    /** Stored, and compared with those of later versions. The figure is from an independent version in Python. */
    @Test
    void theDigestIsTheSameInEveryVersion() {
        assertThat(of(new double[] {1, Double.NaN}, new int[] {-1, 1}).digest())
                .isEqualTo("2dc5c4ac32f1adba" + "e3772ae61874db21");
    }

    @Test
    void aFewKindsOfRowsAreNoIdentity() {
        assertThat(of(numbers(20), new int[20]).identity()).isPresent();
        assertThat(of(numbers(19), new int[19]).identity()).isEmpty();
        assertThat(of(new double[500], new int[500]).identity()).isEmpty();
    }
}
