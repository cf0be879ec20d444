package io.driftway.core.drift;

import static io.driftway.core.drift.DriftMethod.CHI_SQUARE;
import static io.driftway.core.drift.DriftMethod.JENSEN_SHANNON;
import static io.driftway.core.drift.DriftMethod.KS;
import static io.driftway.core.drift.DriftMethod.WASSERSTEIN;
import static io.driftway.core.drift.DriftMethod.Z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers from scipy 1.17.1 and numpy 2.4.6, in agreement with 1.10.1 and 1.24.2 where the golden cases use those. */
class DriftMethodTest {

    /** ks_2samp([1, 1, 2, 2, 3, 3, 4], [2, 3, 3, 4, 4]) */
    @Test
    void ksIsExactForSmallSamplesWithTies() {
        assertThat(value(KS, Sample.numbers(1, 1, 2, 2, 3, 3, 4), Sample.numbers(2, 3, 3, 4, 4)))
                .isCloseTo(0.7373737373737375, within(1e-14));
    }

    /** ks_2samp(arange(7), arange(7) + 0.5): 1 in truth, for which scipy finds 1 + 2e-16 and turns to the asymptotic distribution. */
    @Test
    void ksIsAsymptoticWhereRoundingTakesItPastOne() {
        assertThat(value(KS, Sample.numbers(range(7, 1, 0)), Sample.numbers(range(7, 1, 0.5))))
                .isCloseTo(0.9999609537692629, within(1e-15));
    }

    /** ks_2samp(arange(1000), arange(10000) / 10 + 30), and with 10001: the step from the exact to the asymptotic distribution. */
    @Test
    void ksIsExactUpToTenThousandRowsAndAsymptoticBeyond() {
        Profile reference = Sample.numbers(range(1000, 1, 0));

        assertThat(value(KS, reference, Sample.numbers(range(10_000, 10, 30))))
                .isCloseTo(0.3447895466669134, within(1e-12));
        assertThat(value(KS, reference, Sample.numbers(range(10_001, 10, 30))))
                .isCloseTo(0.3398711275141273, within(1e-12));
    }

    /** ks_2samp of disjoint ranges: 50 and 60 rows, 400 and 400; 1000 and 10000, where scipy underflows to 0. */
    @Test
    void ksKeepsItsDigitsWhenItIsVerySmall() {
        assertThat(value(KS, Sample.numbers(range(50, 1, 0)), Sample.numbers(range(60, 1, 1000))))
                .isCloseTo(3.186853303986419e-32, within(1e-41));
        assertThat(value(KS, Sample.numbers(range(400, 1, 0)), Sample.numbers(range(400, 1, 1000))))
                .isCloseTo(1.0635896769518578e-239, within(1e-248));
        assertThat(value(KS, Sample.numbers(range(1000, 1, 0)), Sample.numbers(range(10_000, 1, 100_000))))
                .isZero();
    }

    /** ks_2samp(arange(1000), [990.5]), ([990.5], arange(7)), (arange(9), [5.5]), (arange(20000), [19000.5]) */
    @Test
    void ksTakesASingleValue() {
        assertThat(value(KS, Sample.numbers(range(1000, 1, 0)), Sample.numbers(990.5)))
                .isCloseTo(0.01998001998001998, within(1e-15));
        assertThat(value(KS, Sample.numbers(990.5), Sample.numbers(range(7, 1, 0))))
                .isCloseTo(0.25, within(1e-15));
        assertThat(value(KS, Sample.numbers(range(9, 1, 0)), Sample.numbers(5.5)))
                .isCloseTo(0.8, within(1e-15));
        assertThat(value(KS, Sample.numbers(range(20_000, 1, 0)), Sample.numbers(19_000.5)))
                .isCloseTo(0.0999, within(1e-12));
        assertThat(value(KS, Sample.numbers(1), Sample.numbers(2))).isEqualTo(1);
    }

    /** chisquare([30, 14, 6], [20, 20, 10]) */
    @Test
    void chiSquareScalesTheReferenceToTheSizeOfTheCurrent() {
        assertThat(value(CHI_SQUARE, Sample.counts("a", 40, "b", 40, "c", 20), Sample.counts("a", 30, "b", 14, "c", 6)))
                .isCloseTo(0.014995576820477707, within(1e-15));
    }

    @Test
    void aCategoryThatTheReferenceNeverHadMakesChiSquareZero() {
        assertThat(value(CHI_SQUARE, Sample.counts("a", 500, "b", 500), Sample.counts("a", 500, "b", 500, "c", 1)))
                .isZero();
    }

    @Test
    void chiSquareOfOneCategoryIsUndefined() {
        assertThat(read(CHI_SQUARE, Sample.counts("a", 5), Sample.counts("a", 9)))
                .isInstanceOf(Reading.None.class);
    }

    /** 60 of 200 against 45 of 100, by way of scipy.stats.norm.cdf */
    @Test
    void zComparesTheSharesOfTheLargerValue() {
        assertThat(value(Z, Sample.counts("0", 140, "1", 60), Sample.counts("0", 55, "1", 45)))
                .isCloseTo(0.010235712391270635, within(1e-16));
    }

    @Test
    void zOfOneAndTheSameValueIsOneAndOfTwoOppositeConstantsIsZero() {
        assertThat(value(Z, Sample.counts("a", 5), Sample.counts("a", 9))).isEqualTo(1);
        assertThat(value(Z, Sample.counts("a", 100), Sample.counts("b", 100))).isZero();
    }

    @Test
    void zOfMoreThanTwoValuesTestsTheSmallestNumberNotTheFirstText() {
        Profile reference = Sample.counts("2", 10, "10", 20, "9", 30);
        Profile current = Sample.counts("2", 20, "10", 10, "9", 30);

        assertThat(value(Z, reference, current))
                .isEqualTo(value(Z, Sample.counts("a", 10, "b", 50), Sample.counts("a", 20, "b", 40)));
    }

    /** wasserstein_distance([0, 1, 3], [5, 6, 8]) / std([0, 1, 3]) */
    @Test
    void wassersteinIsInStandardDeviationsOfTheReference() {
        assertThat(value(WASSERSTEIN, Sample.numbers(0, 1, 3), Sample.numbers(5, 6, 8)))
                .isCloseTo(4.0089186286863665, within(1e-14));
        assertThat(value(WASSERSTEIN, Sample.numbers(5, 6, 8), Sample.numbers(10, 11, 13)))
                .isCloseTo(4.0089186286863665, within(1e-14));
    }

    /** wasserstein_distance([1, 1, 1], [1.5, 1.5]) / 0.001 */
    @Test
    void anyChangeOfAConstantReferenceIsFarInWasserstein() {
        assertThat(value(WASSERSTEIN, Sample.numbers(1, 1, 1), Sample.numbers(1.5, 1.5)))
                .isEqualTo(500);
    }

    /** jensenshannon([.5, .3, .2, 0], [.25, .25, .25, .25]) */
    @Test
    void jensenShannonOfLabelsHasABinForEach() {
        assertThat(value(
                        JENSEN_SHANNON,
                        Sample.counts("a", 50, "b", 30, "c", 20),
                        Sample.counts("a", 5, "b", 5, "c", 5, "d", 5)))
                .isCloseTo(0.33228071285271976, within(1e-15));
    }

    /**
     * e = histogram_bin_edges(concatenate([r, c]), "sturges") with r = arange(32) ** 1.5 and c = 1.2 r has 7 bins: 64 rows in all, where a
     * logarithm that is not exact would give 8.
     */
    @Test
    void jensenShannonOfManyNumbersHasTheBinsOfNumpy() {
        double[] reference =
                IntStream.range(0, 32).mapToDouble(i -> Math.pow(i, 1.5)).toArray();
        double[] current =
                IntStream.range(0, 32).mapToDouble(i -> reference[i] * 1.2).toArray();

        assertThat(value(JENSEN_SHANNON, Sample.numbers(reference), Sample.numbers(current)))
                .isCloseTo(0.2154855710177769, within(1e-15));
    }

    @Test
    void jensenShannonIsSymmetricAndEndsAtTheRootOfLnTwo() {
        Profile a = Sample.counts("a", 3, "b", 9, "c", 4);
        Profile b = Sample.counts("a", 30, "b", 7, "c", 1);

        assertThat(value(JENSEN_SHANNON, a, b)).isCloseTo(value(JENSEN_SHANNON, b, a), within(1e-16));
        assertThat(value(JENSEN_SHANNON, Sample.counts("a", 3), Sample.counts("b", 8)))
                .isCloseTo(Math.sqrt(Math.log(2)), within(1e-15));
    }

    /** Even where the value is at no end of its range: 0.25 of anderson, a half of mannw. */
    @ParameterizedTest
    @EnumSource
    void aProfileComparedWithItselfShowsNoDrift(DriftMethod method) {
        Random random = new Random(7);
        Profile profile = method.accepts(ColumnType.NUM)
                ? Sample.numbers(random.doubles(500).toArray())
                : Sample.counts("a", 100, "b", 300);

        double value = value(method, profile, profile);

        assertThat(method.drifted(value, method.defaultThreshold())).isFalse();
        assertThat(method.severity(value, method.defaultThreshold())).isLessThan(0.65);
    }

    @ParameterizedTest
    @EnumSource
    void severityIsOneExactlyWhereDriftBegins(DriftMethod method) {
        double threshold = method.defaultThreshold();
        for (double value :
                new double[] {0, 1e-320, 1e-9, Math.nextDown(threshold), threshold, Math.nextUp(threshold), 0.5, 1}) {
            assertThat(method.severity(value, threshold) >= 1)
                    .as("%s at %s", method, value)
                    .isEqualTo(method.drifted(value, threshold));
            assertThat(method.severity(value, threshold)).isBetween(0.0, 1000.0);
        }
    }

    /** ks counts the threshold itself as drift, chisquare and z do not, distances do. */
    @Test
    void theThresholdItselfIsDriftWhereEvidentlySaysSo() {
        assertThat(KS.drifted(0.05, 0.05)).isTrue();
        assertThat(CHI_SQUARE.drifted(0.05, 0.05)).isFalse();
        assertThat(Z.drifted(0.05, 0.05)).isFalse();
        assertThat(WASSERSTEIN.drifted(0.1, 0.1)).isTrue();
        assertThat(JENSEN_SHANNON.drifted(0.1, 0.1)).isTrue();
        assertThat(DriftMethod.CRAMER_VON_MISES.drifted(0.1, 0.1)).isTrue();
        assertThat(DriftMethod.ENERGY_DISTANCE.drifted(0.1, 0.1)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentationSaysOfEachMethodWhatItIs(DriftMethod method) throws IOException {
        double threshold = method.defaultThreshold();
        boolean atThreshold = method.drifted(threshold, threshold);
        String when = method.direction() == Direction.P_VALUE
                ? atThreshold ? "at most" : "below"
                : atThreshold ? "at least" : "above";
        String types = !method.accepts(ColumnType.NUM) ? "labels" : method.accepts(ColumnType.CAT) ? "both" : "numbers";

        assertThat(Files.readString(Path.of("docs", "statistics.md")))
                .contains("| `" + method.code() + "` | " + types + " | " + threshold + " | " + when + " | ");
    }

    @Test
    void severityOfAPValueIsInPowersOfTheThreshold() {
        assertThat(KS.severity(0.05 * 0.05, 0.05)).isCloseTo(2, within(1e-12));
        assertThat(WASSERSTEIN.severity(0.25, 0.1)).isCloseTo(2.5, within(1e-12));
    }

    private static double[] range(int size, double divisor, double shift) {
        return IntStream.range(0, size).mapToDouble(i -> i / divisor + shift).toArray();
    }

    private static double value(DriftMethod method, Profile reference, Profile current) {
        return ((Reading.Value) read(method, reference, current)).value();
    }

    private static Reading read(DriftMethod method, Profile reference, Profile current) {
        return method.read(reference.columns().getFirst(), current.columns().getFirst());
    }
}
