package io.driftway.core.decision;

import static io.driftway.core.decision.Samples.mapped;
import static io.driftway.core.decision.Samples.normal;
import static io.driftway.core.decision.Samples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.profile.NumericProfile;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumericReferenceTest {

    private static final int RUNS = 1_000;

    /** A continuous column, one of few values, and one of mostly zeros. */
    private static double[] sample(String shape, SplittableRandom random, int rows) {
        DoubleUnaryOperator change =
                switch (shape) {
                    case "rounded" -> x -> Math.rint(2 * x);
                    case "zeros" -> x -> x < 1.4 ? 0 : Math.exp(x);
                    default -> x -> x;
                };
        return mapped(normal(random, rows, 0), change);
    }

    // Exact tests of few rows stay below their level, hence no bound from below there.
    @ParameterizedTest
    @CsvSource({
        "normal, 500, 200, 2, 19",
        "normal, 1000, 1000, 2, 19",
        "normal, 200, 2000, 2, 19",
        "rounded, 1000, 500, 2, 19",
        "zeros, 1000, 500, 0, 19",
        "zeros, 500, 100, 0, 19",
        "normal, 40, 15, 0, 19",
        "normal, 20, 1000, 0, 19"
    })
    void withoutDriftOneInAHundredIsBelowAHundredth(String shape, int n, int m, int least, int most) {
        SplittableRandom random = new SplittableRandom(11);
        int below = 0;
        for (int run = 0; run < RUNS; run++) {
            NumericReference reference = new NumericReference(numbers(sample(shape, random, n)));
            below += reference.valuesPValue(reference.count(numbers(sample(shape, random, m)))) <= 0.01 ? 1 : 0;
        }
        // 10 of 1,000 are expected, with a standard deviation of 3.1.
        assertThat(below).isBetween(least, most);
    }

    /** Half a million values are kept as some hundred, and no test sees the difference. */
    @ParameterizedTest
    @CsvSource({"normal, 50000, 513", "normal, 1000, 513", "normal, 300, 300", "rounded, 50000, 20", "zeros, 50000, 513"
    })
    void aThinnedReferenceHasTheCellsOfTheWhole(String shape, int n, int most) {
        SplittableRandom random = new SplittableRandom(17);
        NumericProfile whole = numbers(sample(shape, random, n));
        NumericProfile thinned = NumericReference.thinned(whole);
        NumericReference expected = new NumericReference(whole);
        NumericReference actual = new NumericReference(thinned);
        ColumnCounts batch = expected.count(numbers(mapped(sample(shape, random, 1_000), x -> x * 1.1)));

        assertThat(thinned.distinct()).isLessThanOrEqualTo(most);
        assertThat(actual.counts()).isEqualTo(expected.counts());
        assertThat(actual.count(numbers(sample(shape, new SplittableRandom(18), 1_000))))
                .isEqualTo(expected.count(numbers(sample(shape, new SplittableRandom(18), 1_000))));
        assertThat(actual.valuesPValue(batch)).isEqualTo(expected.valuesPValue(batch));
        // The standard deviation is not quite the same where a tail is long; an effect counts from 0.05 on.
        assertThat(actual.effect(batch)).isCloseTo(expected.effect(batch), within(0.002));
    }

    @Test
    void aShiftOfAFifthOfAStandardDeviationIsSeenInAThousandRows() {
        SplittableRandom random = new SplittableRandom(12);
        NumericReference reference = new NumericReference(numbers(normal(random, 20_000, 0)));
        int seen = 0;
        for (int run = 0; run < 100; run++) {
            ColumnCounts sample = reference.count(numbers(normal(random, 1_000, 0.2)));
            seen += reference.pValue(sample) <= 0.0005 ? 1 : 0;
            assertThat(reference.effect(sample)).isBetween(0.05, 0.35);
        }
        assertThat(seen).isGreaterThanOrEqualTo(95);
    }

    @Test
    void theEffectIsTheShiftInStandardDeviationsLessWhatChanceMoves() {
        SplittableRandom random = new SplittableRandom(13);
        double[] rows = normal(random, 20_000, 0);
        NumericReference reference = new NumericReference(numbers(rows));
        // Beyond the range of the reference nothing is measured, and F is known at 64 quantiles.
        assertThat(reference.effect(reference.count(numbers(mapped(rows, x -> x + 0.5)))))
                .isCloseTo(0.5, within(0.02));
        double sum = 0;
        for (int run = 0; run < 200; run++) {
            sum += reference.effect(reference.count(numbers(normal(random, 500, 0))));
        }
        assertThat(sum / 200).isLessThan(0.02);
    }

    @Test
    void moreRowsThatAreNotZeroAreSeenWhereHardlyAnyWere() {
        double[] before = new double[20_000];
        for (int row = 0; row < 40; row++) {
            before[row] = 1 + row;
        }
        double[] now = new double[500];
        for (int row = 0; row < 25; row++) {
            now[row] = 1 + row;
        }
        NumericReference reference = new NumericReference(numbers(before));
        assertThat(reference.valuesPValue(reference.count(numbers(now)))).isLessThan(1e-10);
    }

    @Test
    void fewRowsThatAllLieOnOneSideAreSeen() {
        SplittableRandom random = new SplittableRandom(14);
        NumericReference reference = new NumericReference(numbers(normal(random, 1_000, 0)));
        double[] high = mapped(normal(random, 15, 0), x -> Math.min(3, Math.abs(x) + 0.5));
        assertThat(reference.valuesPValue(reference.count(numbers(high)))).isLessThan(0.001);
    }

    @Test
    void valuesBeyondTheRangeAreSeen() {
        SplittableRandom random = new SplittableRandom(15);
        NumericReference reference = new NumericReference(numbers(normal(random, 5_000, 0)));
        double[] now = normal(random, 500, 0);
        for (int row = 0; row < 5; row++) {
            now[row] = 100;
        }
        assertThat(reference.valuesPValue(reference.count(numbers(now)))).isLessThan(0.001);
    }

    @Test
    void theSampleItselfIsAsExpected() {
        double[] rows = normal(new SplittableRandom(16), 1_000, 0);
        NumericReference reference = new NumericReference(numbers(rows));
        assertThat(reference.pValue(reference.count(numbers(rows)))).isOne();
        assertThat(reference.effect(reference.count(numbers(rows)))).isZero();
    }

    @Test
    void aConstantColumnMovesOnlyOutOfItsValue() {
        NumericReference reference = new NumericReference(numbers(mapped(new double[500], _ -> 7)));
        assertThat(reference.pValue(reference.count(numbers(7, 7, 7)))).isOne();
        ColumnCounts moved = reference.count(numbers(mapped(new double[100], _ -> 8)));
        assertThat(reference.pValue(moved)).isLessThan(1e-50);
        assertThat(reference.effect(moved)).isZero();
    }

    @Test
    void whereASideHasNoValueOnlyMissingCellsAreJudged() {
        NumericReference reference = new NumericReference(numbers(normal(new SplittableRandom(17), 1_000, 0)));
        ColumnCounts missing = reference.count(numbers(mapped(new double[300], _ -> Double.NaN)));
        assertThat(reference.valuesPValue(missing)).isOne();
        assertThat(reference.effect(missing)).isZero();
        assertThat(reference.pValue(missing)).isLessThan(1e-100);
        assertThat(reference.pValue(reference.count(numbers()))).isOne();
    }

    @Test
    void infinitiesCountAsMissing() {
        NumericReference reference = new NumericReference(numbers(1, 2, 3, Double.POSITIVE_INFINITY));
        assertThat(reference.counts()).isEqualTo(new ColumnCounts(new long[] {0, 1, 1, 1, 0}, 1));
    }

    @Test
    void hugeValuesGiveNoEffectRatherThanNoNumber() {
        NumericReference reference = new NumericReference(numbers(-1.7e308, 0, 1.7e308));
        assertThat(reference.effect(reference.count(numbers(1.7e308, 1.7e308)))).isZero();
    }

    @Test
    void labelsAreRefused() {
        NumericProfile numbers = numbers(1, 2, 3);
        assertThatThrownBy(() -> new NumericReference(numbers).count(Samples.labels(0, "a", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x is numeric in the reference and categorical in the sample");
    }
}
