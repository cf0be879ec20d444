package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.drift.DriftScore.Measured;
import io.driftway.core.drift.DriftScore.Undefined;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftComparisonTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 2, z",
        "1000, 3, chisquare",
        "1000, 5, chisquare",
        "1000, 6, ks",
        "1001, 2, jensenshannon",
        "1001, 5, jensenshannon",
        "1001, 6, wasserstein"
    })
    void theMethodForNumbersFollowsFromReferenceSizeAndDistinctValues(int rows, int distinct, String method) {
        Profile reference = Sample.numbers(
                IntStream.range(0, rows).mapToDouble(i -> i % (distinct - 1)).toArray());
        Profile current = Sample.numbers(distinct - 1, 0, Double.NaN);

        assertThat(only(reference, current, DriftOptions.DEFAULT)
                        .tested()
                        .method()
                        .code())
                .isEqualTo(method);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 2, z",
        "1000, 3, chisquare",
        "1000, 30, chisquare",
        "1001, 2, jensenshannon",
        "1001, 30, jensenshannon"
    })
    void theMethodForLabelsFollowsFromReferenceSizeAndDistinctValues(int rows, int distinct, String method) {
        Profile reference = Sample.labels(
                IntStream.range(0, rows).mapToObj(i -> "c" + i % (distinct - 1)).toArray(String[]::new));
        Profile current = Sample.labels("c" + (distinct - 1), "c0", "");

        assertThat(only(reference, current, DriftOptions.DEFAULT)
                        .tested()
                        .method()
                        .code())
                .isEqualTo(method);
    }

    @Test
    void onlyCellsWithAValueCountForTheSizeOfTheReference() {
        double[] values = IntStream.range(0, 1003).mapToDouble(i -> i).toArray();
        Arrays.fill(values, 0, 3, Double.NaN);
        values[1] = Double.POSITIVE_INFINITY;

        assertThat(only(Sample.numbers(values), Sample.numbers(1), DriftOptions.DEFAULT)
                        .tested()
                        .method())
                .isEqualTo(DriftMethod.KS);
    }

    @Test
    void aColumnWithoutValuesIsUndefinedAndSpoilsNoOther() {
        Profile reference = two(Sample.numbers(1, 2, 3, 4, 5, 6, 7), Sample.counts("a", 5, "b", 5));
        Profile current = two(Sample.numbers(Double.NaN, Double.POSITIVE_INFINITY), Sample.counts("a", 1, "b", 1));

        DriftReport report = DriftComparison.compare(reference, current, DriftOptions.DEFAULT);

        assertThat(report.scores().get(0))
                .isInstanceOfSatisfying(Undefined.class, undefined -> assertThat(undefined.reason())
                        .isEqualTo("the current has no values in this column"));
        assertThat(report.scores().get(1)).isInstanceOf(Measured.class);
        assertThat(report.testedColumns()).isEqualTo(1);
        assertThat(report.driftValue()).isZero();
        assertThat(report.missingValueCount()).isEqualTo(1);
    }

    @Test
    void nothingTestedIsNotNoDrift() {
        DriftReport report =
                DriftComparison.compare(Sample.numbers(Double.NaN), Sample.numbers(1, 2), DriftOptions.DEFAULT);

        assertThat(report.driftValue()).isNaN();
        assertThat(report.testedColumns()).isZero();
    }

    @Test
    void aColumnThatTheCurrentLacksIsUndefined() {
        DriftReport report =
                DriftComparison.compare(Sample.numbers(1, 2), new Profile(3, List.of()), DriftOptions.DEFAULT);

        assertThat(report.scores()).hasSize(1).first().isInstanceOf(Undefined.class);
    }

    @Test
    void valuesTooFarApartAreUndefined() {
        assertThat(only(Sample.numbers(-1e308, 0), Sample.numbers(1e308, 1), DriftOptions.DEFAULT))
                .isInstanceOf(Undefined.class);
    }

    @Test
    void whatIsSaidOfAColumnGoesBeforeWhatIsSaidOfAll() {
        Profile profile = Sample.numbers(1, 2, 3, 4, 5, 6, 7);
        DriftOptions options = of(DriftMethod.KS, 0.2, Map.of("x", DriftMethod.WASSERSTEIN), Map.of("x", 0.3));

        DriftScore.Tested own = only(profile, profile, options).tested();
        DriftScore.Tested all = only(profile, profile, of(DriftMethod.KS, 0.2, Map.of(), Map.of()))
                .tested();

        assertThat(own.method()).isEqualTo(DriftMethod.WASSERSTEIN);
        assertThat(own.threshold()).isEqualTo(0.3);
        assertThat(all.method()).isEqualTo(DriftMethod.KS);
        assertThat(all.threshold()).isEqualTo(0.2);
    }

    @Test
    void aMethodNamedForATypeThatItDoesNotTakeIsUndefined() {
        Profile labels = Sample.counts("a", 5, "b", 5);

        assertThat(only(labels, labels, of(DriftMethod.KS, null, Map.of(), Map.of())))
                .isInstanceOf(Undefined.class);
    }

    @Test
    void thresholdsThatMakeNoSenseAreRefused() {
        Profile profile = Sample.numbers(1, 2, 3, 4, 5, 6, 7);

        assertThatThrownBy(() -> of(null, 0.0, Map.of(), Map.of()))
                .hasMessage("the threshold must be a number above 0, got 0.0");
        assertThatThrownBy(() -> of(null, null, Map.of(), Map.of("x", Double.NaN)))
                .hasMessage("the threshold of x must be a number above 0, got NaN");
        assertThatThrownBy(() -> only(profile, profile, of(null, 1.0, Map.of(), Map.of())))
                .hasMessage("the threshold of x must be below 1, because ks gives a p-value, got 1.0");
    }

    @Test
    void aCappedReferenceFindsNoNewCategoryInItsOwnRows() {
        String[] labels = IntStream.range(0, 900).mapToObj(i -> "c" + i % 90).toArray(String[]::new);
        Profile whole = Sample.labels(labels);

        DriftScore score = only(whole.capped(Profile.MAX_CATEGORIES), whole, DriftOptions.DEFAULT);

        assertThat(score).isInstanceOfSatisfying(Measured.class, s -> assertThat(s.value())
                .isEqualTo(1));
    }

    @Test
    void aCutSideCutsTheOtherAlikeAndSaysSo() {
        double[] values = new SplittableRandom(1).doubles(5_000, 1, 9).toArray();
        Profile exact = Sample.numbers(values);
        Profile cut =
                new Profile(5_000, List.of(((NumericProfile) exact.columns().getFirst()).atMost(1_000)));

        DriftScore itself = only(exact, cut, DriftOptions.all(DriftMethod.KS));
        DriftScore other = only(cut, Sample.numbers(values), DriftOptions.DEFAULT);

        assertThat(((Measured) itself).value()).isEqualTo(1);
        assertThat(((Measured) other).value()).isZero();
        assertThat(itself.tested().approximation())
                .isEqualTo(
                        "values are cut to 9 bits, each less than 3.9e-03 of itself too near to 0; no rank is wrong by more than 6.0e-03 of the rows");
        assertThat(only(exact, exact, DriftOptions.DEFAULT).tested().approximation())
                .isNull();
    }

    @Test
    void whereTooManyRowsAreCutToOneThereIsNoScore() {
        double[] values = DoubleStream.concat(
                        new SplittableRandom(2).doubles(2_000, 1e9, 1e9 + 1),
                        new SplittableRandom(3).doubles(2_000, -8, 8).map(Math::exp))
                .toArray();

        DriftScore score = only(cut(values, 1_000), Sample.numbers(values), DriftOptions.DEFAULT);

        assertThat(score).isInstanceOfSatisfying(Undefined.class, undefined -> assertThat(undefined.reason())
                .contains("50.0 % of the rows lie so close together"));
    }

    @Test
    void rowsThatAllHadOneValueAreNotCutTogether() {
        double[] values = DoubleStream.concat(
                        DoubleStream.generate(() -> 5432.1).limit(2_000),
                        new SplittableRandom(3).doubles(2_000, -8, 8).map(Math::exp))
                .toArray();

        DriftScore score = only(cut(values, 1_000), Sample.numbers(values), DriftOptions.all(DriftMethod.KS));

        assertThat(score).isInstanceOfSatisfying(Measured.class, s -> assertThat(s.value())
                .isEqualTo(1));
    }

    /** Spikes, clusters that are cut to one, and values of all sizes, of both signs: the largest difference of two empirical distributions is as exact as promised. */
    @Test
    void noRankIsWrongByMoreThanTheReportSays() {
        SplittableRandom random = new SplittableRandom(7);
        int undefined = 0;
        for (int column = 0; column < 1_000; column++) {
            double[] spikes = random.doubles(3, -1e3, 1e3).toArray();
            double centre = Math.scalb(random.nextDouble(-1, 1), random.nextInt(40));
            double[] reference = adversarial(random, spikes, centre);
            double[] current = adversarial(random, spikes, centre);

            DriftScore cut =
                    only(cut(reference, 1_500), cut(current, 1_400), DriftOptions.all(DriftMethod.WASSERSTEIN));

            int bits = cut.tested().bits();
            double error = Math.abs(distance(numbers(reference), numbers(current))
                    - distance(
                            numbers(reference).rounded(bits), numbers(current).rounded(bits)));
            assertThat(error).isLessThanOrEqualTo(cut.tested().inOneCut() + 1e-12);
            undefined += cut instanceof Undefined ? 1 : 0;
        }
        assertThat(undefined).isBetween(100, 900);
    }

    private static double[] adversarial(SplittableRandom random, double[] spikes, double centre) {
        int inSpikes = random.nextInt(4);
        int inCluster = random.nextInt(3);
        return IntStream.range(0, 2_000)
                .mapToDouble(row -> {
                    int kind = random.nextInt(100);
                    if (kind < inSpikes) {
                        return spikes[random.nextInt(spikes.length)];
                    }
                    if (kind < inSpikes + inCluster) {
                        return centre + random.nextDouble();
                    }
                    return Math.scalb(random.nextDouble(-1, 1), kind < 15 ? random.nextInt(-30, 30) : 10);
                })
                .toArray();
    }

    /** The largest difference of two empirical distributions. */
    private static double distance(NumericProfile reference, NumericProfile current) {
        MergedValues both = new MergedValues(reference, current);
        double largest = 0;
        while (both.next()) {
            double below = (double) (both.belowReference() + both.inReference()) / reference.present();
            double belowCurrent = (double) (both.belowCurrent() + both.inCurrent()) / current.present();
            largest = Math.max(largest, Math.abs(below - belowCurrent));
        }
        return largest;
    }

    private static NumericProfile numbers(double[] values) {
        return (NumericProfile) Sample.numbers(values).columns().getFirst();
    }

    private static Profile cut(double[] values, int mostValues) {
        return new Profile(values.length, List.of(numbers(values).atMost(mostValues)));
    }

    private static DriftOptions of(
            @Nullable DriftMethod method,
            @Nullable Double threshold,
            Map<String, DriftMethod> methods,
            Map<String, Double> thresholds) {
        return new DriftOptions(method, threshold, Map.of(), Map.of(), methods, thresholds);
    }

    private static DriftScore only(Profile reference, Profile current, DriftOptions options) {
        return DriftComparison.compare(reference, current, options).scores().getFirst();
    }

    /** Columns x and y. */
    private static Profile two(Profile numbers, Profile labels) {
        ColumnProfile y = labels.columns().getFirst();
        return new Profile(
                numbers.rows(),
                List.of(
                        numbers.columns().getFirst(),
                        new CategoricalProfile("y", ((CategoricalProfile) y).counts(), y.missing())));
    }
}
