package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Where a statistic has no number it says what it needs and what to use instead; Evidently fails there, or gives nan and says "no drift".
 * And what is peculiar to single statistics.
 */
class StatisticEdgesTest {

    private static final Profile TEN =
            Sample.numbers(IntStream.range(0, 10).mapToDouble(i -> i * i).toArray());

    @Test
    void aGTestNeedsSidesOfOneSizeAndTwoValues() {
        assertThat(reason(DriftMethod.G_TEST, Sample.counts("a", 5, "b", 5), Sample.counts("a", 5, "b", 6)))
                .isEqualTo(
                        "g_test needs as many values in the current (11) as in the reference (10); use chisquare, which scales");
        assertThat(reason(DriftMethod.G_TEST, Sample.counts("a", 5), Sample.counts("a", 5)))
                .contains("no degree of freedom", "use z");
    }

    @Test
    void aGTestOfAValueThatTheReferenceNeverHadIsZero() {
        assertThat(value(DriftMethod.G_TEST, Sample.counts("a", 10), Sample.counts("a", 9, "b", 1)))
                .isZero();
    }

    @Test
    void fishersTestNeedsTwoValuesOnSidesOfOneSizeWithoutGaps() {
        Profile two = Sample.counts("a", 5, "b", 5);

        assertThat(reason(DriftMethod.FISHER_EXACT, two, Sample.counts("a", 5, "b", 4, "c", 1)))
                .isEqualTo("fisher_exact needs at most 2 values in all, got 3; use chisquare");
        assertThat(reason(DriftMethod.FISHER_EXACT, two, Sample.counts("a", 5, "b", 6)))
                .isEqualTo("fisher_exact needs as many values in the current (11) as in the reference (10); use z");
        assertThat(reason(DriftMethod.FISHER_EXACT, two, Sample.counts("a", 5, "b", 5, "", 1)))
                .isEqualTo("fisher_exact needs columns without missing values; use z");
    }

    /**
     * fisher_exact([[1, 9], [6, 4]]), ([[0, 10], [10, 0]]) of scipy 1.17.1, and ([[500000, 500000], [502000, 498000]]) of the terms to 40
     * digits (mpmath 1.3), from which scipy is off by 6e-10
     */
    @Test
    void fishersTestIsThatOfScipy() {
        assertThat(value(DriftMethod.FISHER_EXACT, Sample.counts("a", 1, "b", 9), Sample.counts("a", 6, "b", 4)))
                .isCloseTo(0.057275541795665644, within(1e-9 * 0.057275541795665644));
        assertThat(value(DriftMethod.FISHER_EXACT, Sample.counts("b", 10), Sample.counts("a", 10)))
                .isCloseTo(1.082508822446903e-05, within(1e-9 * 1.082508822446903e-05));
        assertThat(value(
                        DriftMethod.FISHER_EXACT,
                        Sample.counts("a", 500_000, "b", 500_000),
                        Sample.counts("a", 502_000, "b", 498_000)))
                .isCloseTo(0.004698348307099466, within(1e-9 * 0.004698348307099466));
        assertThat(value(DriftMethod.FISHER_EXACT, Sample.counts("a", 10), Sample.counts("a", 10)))
                .isEqualTo(1);
    }

    @Test
    void eppsSingletonNeedsFiveValuesASideAndARangeInTheMiddle() {
        assertThat(reason(DriftMethod.EPPS_SINGLETON, TEN, Sample.numbers(1, 2, 3, 4)))
                .isEqualTo("es needs at least 5 values on either side, got 10 and 4; use ks");
        assertThat(reason(
                        DriftMethod.EPPS_SINGLETON,
                        Sample.numbers(0, 0, 0, 0, 0, 0, 1),
                        Sample.numbers(0, 0, 0, 0, 0, 0, 2)))
                .contains("needs an interquartile range above 0", "use ks");
        assertThat(reason(DriftMethod.EPPS_SINGLETON, Sample.numbers(0, 0, 0, 0, 0), Sample.numbers(1, 1, 1, 1, 1)))
                .contains("needs values that vary within a side", "use ks");
    }

    @Test
    void testsOfNumbersNeedEnoughOfThem() {
        assertThat(reason(DriftMethod.ANDERSON_DARLING, Sample.numbers(1), Sample.numbers(2, 3)))
                .isEqualTo("anderson needs at least 4 values in all, got 3; use ks");
        assertThat(reason(DriftMethod.ANDERSON_DARLING, Sample.numbers(1, 1, 1), Sample.numbers(1, 1)))
                .contains("one and the same value", "use ks");
        assertThat(reason(DriftMethod.CRAMER_VON_MISES, Sample.numbers(1), TEN)).contains("at least 2", "use ks");
        assertThat(reason(DriftMethod.STUDENT_T, TEN, Sample.numbers(1))).contains("at least 2", "use ks");
        assertThat(reason(DriftMethod.STUDENT_T, Sample.numbers(3, 3, 3), Sample.numbers(3, 3)))
                .contains("no variance", "use ks");
        assertThat(reason(DriftMethod.MAXIMUM_MEAN_DISCREPANCY, Sample.numbers(1), TEN))
                .contains("at least 2", "use ks");
        assertThat(reason(DriftMethod.MAXIMUM_MEAN_DISCREPANCY, Sample.numbers(1, 1, 1, 1, 2), TEN))
                .contains("more than half of the pairs", "use ks");
    }

    @Test
    void aDistanceBeyondADoubleIsNoDistance() {
        assertThat(reason(DriftMethod.WASSERSTEIN, Sample.numbers(0, 0), Sample.numbers(1e307, 1e307)))
                .isEqualTo("the values lie too far apart for a double to hold their wasserstein");
    }

    /** ttest_ind([3, 3, 3], [4, 4]) */
    @Test
    void differentConstantsAreAsFarApartAsMeansCanBe() {
        assertThat(value(DriftMethod.STUDENT_T, Sample.numbers(3, 3, 3), Sample.numbers(4, 4)))
                .isZero();
    }

    /** Squares of 2^700 and 2^-700 are beyond a double. */
    @Test
    void veryLargeAndVerySmallNumbersKeepTheirDigits() {
        double[] reference = {0.25, 1.5, 2, 3, 4.75, 5, 6, 6.5};
        double[] current = {1.75, 2.5, 3, 4, 5.5, 6, 7, 8};

        for (DriftMethod method : new DriftMethod[] {
            DriftMethod.STUDENT_T,
            DriftMethod.MAXIMUM_MEAN_DISCREPANCY,
            DriftMethod.WASSERSTEIN,
            DriftMethod.EPPS_SINGLETON
        }) {
            double expected = value(method, Sample.numbers(reference), Sample.numbers(current));
            assertThat(value(method, scaled(reference, 0x1p700), scaled(current, 0x1p700)))
                    .as(method.code())
                    .isCloseTo(expected, within(1e-14));
            if (method != DriftMethod.WASSERSTEIN) { // its yardstick is at least 0.001
                assertThat(value(method, scaled(reference, 0x1p-700), scaled(current, 0x1p-700)))
                        .as(method.code())
                        .isCloseTo(expected, within(1e-14));
            }
        }
    }

    private static Profile scaled(double[] values, double factor) {
        return Sample.numbers(Arrays.stream(values).map(x -> x * factor).toArray());
    }

    /** A fall of the current is no drift to mannw, and a rise is. */
    @Test
    void mannWhitneySeesRisesOnly() {
        Profile low = Sample.numbers(IntStream.range(0, 50).mapToDouble(i -> i).toArray());
        Profile high =
                Sample.numbers(IntStream.range(100, 150).mapToDouble(i -> i).toArray());

        assertThat(value(DriftMethod.MANN_WHITNEY, low, high)).isLessThan(1e-15);
        assertThat(value(DriftMethod.MANN_WHITNEY, high, low)).isGreaterThan(0.999);
        assertThat(value(DriftMethod.MANN_WHITNEY, Sample.numbers(2, 2, 2), Sample.numbers(2, 2)))
                .isEqualTo(1);
    }

    /** Beyond ten million pairs the exact counts would fill the memory; at 8 and two million values the normal distribution is near. */
    @Test
    void mannWhitneyOfVeryManyValuesIsNormal() {
        Profile few = Sample.numbers(
                -0.5, 300_000.5, 600_000.5, 900_000.5, 1_200_000.5, 1_500_000.5, 1_700_000.5, 1_900_000.5);
        Profile many =
                Sample.numbers(IntStream.range(0, 2_000_000).mapToDouble(i -> i).toArray());
        Profile fewer = Sample.numbers(
                IntStream.range(0, 20_000).mapToDouble(i -> i * 100).toArray());

        assertThat(value(DriftMethod.MANN_WHITNEY, few, many))
                .isCloseTo(value(DriftMethod.MANN_WHITNEY, few, fewer), within(1e-2));
    }

    /**
     * The same values, each a tenth of a side of 3000 and of 30 rows: the same distribution on 3000 and 30 rows, where ks sees no
     * difference.
     */
    @Test
    void cramerVonMisesFindsTiesOnUnequalSizesDifferent() {
        double[] many = IntStream.range(0, 3000).mapToDouble(i -> i % 10).toArray();
        double[] few = IntStream.range(0, 30).mapToDouble(i -> i % 10).toArray();

        assertThat(value(DriftMethod.CRAMER_VON_MISES, Sample.numbers(many), Sample.numbers(few)))
                .isLessThan(1e-6);
        assertThat(value(DriftMethod.KS, Sample.numbers(many), Sample.numbers(few)))
                .isEqualTo(1);
    }

    /** 100 and 200 rows of 0 and 1: with as many distinct values numpy makes two bins of hellinger, and the same shares are at 0. */
    @Test
    void hellingerOfTwoNumbersHasTwoBins() {
        double[] even = IntStream.range(0, 100).mapToDouble(i -> i % 2).toArray();
        double[] uneven =
                IntStream.range(0, 200).mapToDouble(i -> i % 4 == 0 ? 1 : 0).toArray();

        assertThat(value(DriftMethod.HELLINGER, Sample.numbers(even), Sample.numbers(uneven)))
                .isEqualTo(value(
                        DriftMethod.HELLINGER, Sample.counts("0", 50, "1", 50), Sample.counts("0", 150, "1", 50)));
    }

    /** Above 1000 rows a side empirical_mmd looks at 1000 of them, and says so; the same counts give the same answer. */
    @Test
    void aSampleStandsForALargeSide() {
        double[] many = IntStream.range(0, 5000).mapToDouble(i -> i * 37 % 5003).toArray();
        double[] moved =
                IntStream.range(0, 700).mapToDouble(i -> i * 37 % 701 + 4400).toArray();

        Reading.Value first =
                (Reading.Value) read(DriftMethod.MAXIMUM_MEAN_DISCREPANCY, Sample.numbers(many), Sample.numbers(moved));

        assertThat(first.value()).isZero();
        assertThat(first.simulation()).isNotNull();
        assertThat(first.simulation().rowsUsed()).isEqualTo(1700);
        assertThat(first.simulation().permutations()).isEqualTo(100);
        assertThat(read(DriftMethod.MAXIMUM_MEAN_DISCREPANCY, Sample.numbers(many), Sample.numbers(moved)))
                .isEqualTo(first);
    }

    /** sqrt(p (1 - p) / 1000) */
    @Test
    void thePValueOfTotalVariationHasTheErrorOfItsPermutations() {
        Reading.Value reading = (Reading.Value)
                read(DriftMethod.TOTAL_VARIATION, Sample.counts("a", 40, "b", 60), Sample.counts("a", 60, "b", 70));

        assertThat(reading.value()).isBetween(0.2, 0.6);
        assertThat(reading.simulation()).isNotNull();
        assertThat(reading.simulation().standardError())
                .isEqualTo(Math.sqrt(reading.value() * (1 - reading.value()) / 1000));
        assertThat(reading.simulation().rowsUsed()).isEqualTo(230);
    }

    /** psi and kl_div of one label that vanished: 1000 rows where the least share is 0.3, so that an empty one is 0.0001. */
    @Test
    void emptyBinsAreFilledBeforeLogarithms() {
        Profile reference = Sample.counts("a", 700, "b", 300);
        Profile current = Sample.counts("a", 1000);

        double psi = (0.7 - 1) * Math.log(0.7) + (0.3 - 0.0001) * Math.log(0.3 / 0.0001);
        double kl = 0.7 * Math.log(0.7 / (1 / 1.0001)) + 0.3 * Math.log(0.3 / (0.0001 / 1.0001));

        assertThat(value(DriftMethod.PSI, reference, current)).isCloseTo(psi, within(1e-14));
        assertThat(value(DriftMethod.KL_DIVERGENCE, reference, current)).isCloseTo(kl, within(1e-14));
    }

    /** 100,000 rows with a label of one row: a millionth of that, where 0.0001 would be more than a share that is not empty. */
    @Test
    void theFillingIsLessThanAnyShareThatIsNotEmpty() {
        assertThat(FilledShares.of(new long[] {0, 1, 99_999})[0]).isEqualTo(1e-5 / 1_000_000);
        assertThat(FilledShares.of(new long[] {0, 1, 9_999})[0]).isEqualTo(1e-4 / 1_000_000);
        assertThat(FilledShares.of(new long[] {0, 2, 9_998})[0]).isEqualTo(0.0001);
    }

    private static String reason(DriftMethod method, Profile reference, Profile current) {
        return ((Reading.None) read(method, reference, current)).reason();
    }

    private static double value(DriftMethod method, Profile reference, Profile current) {
        return ((Reading.Value) read(method, reference, current)).value();
    }

    private static Reading read(DriftMethod method, Profile reference, Profile current) {
        return method.read(reference.columns().getFirst(), current.columns().getFirst());
    }
}
