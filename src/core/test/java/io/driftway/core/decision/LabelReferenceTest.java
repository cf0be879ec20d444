package io.driftway.core.decision;

import static io.driftway.core.decision.Samples.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.profile.CategoricalProfile;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelReferenceTest {

    private static final int RUNS = 1_000;

    /** Shares of as many labels, each of so much of the one before it. */
    private static double[] shares(int labels, double ratio) {
        double[] shares =
                IntStream.range(0, labels).mapToDouble(i -> Math.pow(ratio, i)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Samples.mapped(shares, share -> share / sum);
    }

    // Fisher's exact test stays below its level, the more the fewer rows.
    @ParameterizedTest
    @CsvSource({
        "2, .5, 500, 200, 1, 19",
        "4, .8, 1000, 500, 1, 19",
        "12, .6, 1000, 1000, 1, 19",
        "60, .95, 300, 200, 0, 19",
        "60, .95, 300, 5000, 0, 19",
        "3, .1, 200, 2000, 1, 19"
    })
    void withoutDriftAtMostOneInAHundredIsBelowAHundredth(int count, double ratio, int n, int m, int least, int most) {
        SplittableRandom random = new SplittableRandom(21);
        double[] shares = shares(count, ratio);
        int below = 0;
        for (int run = 0; run < RUNS; run++) {
            LabelReference reference = new LabelReference(labels(random, n, shares));
            below += reference.valuesPValue(reference.count(labels(random, m, shares))) <= 0.01 ? 1 : 0;
        }
        // 10 of 1,000 are expected, with a standard deviation of 3.1.
        assertThat(below).isBetween(least, most);
    }

    @Test
    void aMoveOfTenPointsIsSeenInAThousandRows() {
        SplittableRandom random = new SplittableRandom(22);
        LabelReference reference = new LabelReference(labels(random, 20_000, .5, .3, .2));
        int seen = 0;
        for (int run = 0; run < 100; run++) {
            ColumnCounts sample = reference.count(labels(random, 1_000, .4, .4, .2));
            seen += reference.pValue(sample) <= 0.0005 ? 1 : 0;
        }
        assertThat(seen).isGreaterThanOrEqualTo(95);
    }

    @Test
    void theEffectIsTheDistanceInStandardDeviationsLessWhatChanceMoves() {
        LabelReference reference = new LabelReference(labels(0, "a", 50_000, "b", 50_000));
        // scipy 1.17.1: scipy.spatial.distance.jensenshannon([.5, .5], [.45, .55])**2 is 0.001253662068313151
        assertThat(reference.effect(reference.count(labels(0, "a", 45_000, "b", 55_000))))
                .isCloseTo(Math.sqrt(8 * 0.001253662068313151 - 2e-5), within(1e-9));
        assertThat(reference.effect(reference.counts())).isZero();
    }

    @Test
    void labelsThatTheReferenceDoesNotHaveAreOneCellWithTheRareOnes() {
        LabelReference reference = new LabelReference(labels(0, "a", 990, "b", 9, "c", 1));
        assertThat(reference.count(labels(2, "a", 5, "x", 3, "y", 4)))
                .isEqualTo(new ColumnCounts(new long[] {5, 0, 0, 7}, 2));
        assertThat(reference.valuesPValue(reference.count(labels(0, "a", 460, "b", 4, "x", 36))))
                .isLessThan(1e-8);
    }

    @Test
    void whereTheReferenceFoldsLabelsUnseenOnesCountThere() {
        LabelReference reference = new LabelReference(labels(0, "a", 900, CategoricalProfile.OTHER, 100));
        assertThat(reference.count(labels(0, "a", 5, "x", 3))).isEqualTo(new ColumnCounts(new long[] {3, 5, 0}, 0));
    }

    @Test
    void aColumnOfOneLabelMovesOnlyOutOfIt() {
        LabelReference reference = new LabelReference(labels(0, "a", 500));
        assertThat(reference.pValue(reference.count(labels(0, "a", 300)))).isOne();
        assertThat(reference.pValue(reference.count(labels(0, "b", 300)))).isLessThan(1e-50);
    }

    @Test
    void whereASideHasNoLabelOnlyMissingCellsAreJudged() {
        LabelReference reference = new LabelReference(labels(10, "a", 500, "b", 490));
        assertThat(reference.valuesPValue(reference.count(labels(300)))).isOne();
        assertThat(reference.effect(reference.count(labels(300)))).isZero();
        assertThat(reference.pValue(reference.count(labels(300)))).isLessThan(1e-100);
        assertThat(reference.pValue(reference.count(labels(0)))).isOne();
    }

    @Test
    void numbersAreRefused() {
        LabelReference reference = new LabelReference(labels(0, "a", 3));
        assertThatThrownBy(() -> reference.count(Samples.numbers(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("c is categorical in the reference and numeric in the sample");
    }
}
