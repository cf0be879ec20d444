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
                new Profile(5_000, List.of(((NumericProfile) exact.columns().getFirst()).atMost(500)));

        DriftScore itself = only(exact, cut, DriftOptions.all(DriftMethod.KS));
        DriftScore other = only(cut, Sample.numbers(values), DriftOptions.DEFAULT);

        assertThat(((Measured) itself).value()).isEqualTo(1);
        assertThat(((Measured) other).value()).isZero();
        assertThat(itself.tested().approximation())
                .isEqualTo("values are cut to 8 bits, each less than 7.8e-03 of itself too near to 0");
        assertThat(only(exact, exact, DriftOptions.DEFAULT).tested().approximation())
                .isNull();
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
