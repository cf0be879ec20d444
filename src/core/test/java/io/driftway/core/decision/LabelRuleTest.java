package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelRuleTest {

    private static final Budget DAILY = new Budget(1, 365, 1);

    /** Losses of a model that is as sure as it should be, but is wrong about a share of the rows. */
    private static double[] losses(SplittableRandom random, int rows, double flipped) {
        double[] losses = new double[rows];
        for (int row = 0; row < rows; row++) {
            double probability = random.nextDouble();
            boolean positive = random.nextDouble() < probability ^ random.nextDouble() < flipped;
            losses[row] = Loss.of(probability, positive);
        }
        return losses;
    }

    @Test
    void aLossAsOnHeldOutRowsNeverAsksInTenYears() {
        SplittableRandom random = new SplittableRandom(31);
        LabelRule rule = LabelRule.of(Loss.of(losses(random, 2_000, 0)), DAILY);
        List<Double> wealth = List.of();
        for (int day = 0; day < 3_650; day++) {
            wealth = rule.after(wealth, losses(random, 200, 0));
            assertThat(rule.asks(wealth)).isFalse();
        }
    }

    @Test
    void aModelThatTurnsWrongAboutAThirdAsksWithinThreeDays() {
        SplittableRandom random = new SplittableRandom(32);
        for (int run = 0; run < 50; run++) {
            LabelRule rule = LabelRule.of(Loss.of(losses(random, 2_000, 0)), DAILY);
            List<Double> wealth = List.of();
            for (int day = 0; day < 100; day++) {
                wealth = rule.after(wealth, losses(random, 200, 0));
            }
            assertThat(rule.asks(wealth)).isFalse();
            int days = 0;
            while (!rule.asks(wealth) && days < 10) {
                wealth = rule.after(wealth, losses(random, 200, 0.35));
                days++;
            }
            assertThat(days).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void theLossOfAModelThatIsRightIsTheSameHoweverSureItIs() {
        for (double probability : new double[] {0, 0.1, 0.5, 0.8, 1}) {
            double mean = probability * Loss.of(probability, true) + (1 - probability) * Loss.of(probability, false);
            assertThat(mean).isCloseTo(0.125, within(1e-15));
        }
        assertThat(Loss.of(0, true)).isEqualTo(1.125);
        assertThat(Loss.of(0.25, false)).isZero();
    }

    @Test
    void batchesWithoutLabelsAreNoEvidence() {
        LabelRule rule = LabelRule.of(Loss.of(new double[] {0.1, 0.2}), DAILY);
        assertThat(rule.after(List.of(), new double[0])).isEmpty();
        List<Double> wealth = rule.after(List.of(), new double[] {0.1});
        assertThat(rule.after(wealth, new double[0])).isEqualTo(wealth);
        assertThat(LabelRule.mean(List.of())).isZero();
        assertThat(rule.asks(List.of())).isFalse();
    }

    @Test
    void wealthIsThatOfTheBettors() {
        // Held-out losses are all .095: 1.28 standard errors of 0, and .005, make .1 the accepted loss.
        LabelRule rule = LabelRule.of(Loss.of(new double[] {0.095, 0.095, 0.095}), DAILY);
        List<Double> wealth = rule.after(rule.after(List.of(), new double[] {0.3, 0}), new double[] {0.2});
        double sum = 0;
        for (double stake : new double[] {.02, .05, .1, .2, .4, .8}) {
            double first = (1 + 2 * stake) * (1 - stake);
            sum += (first + 1) * (1 + stake) / 6;
        }
        assertThat(LabelRule.mean(wealth)).isCloseTo(sum, within(1e-12));
    }

    @Test
    void endlessLossesStayANumber() {
        LabelRule rule = LabelRule.of(Loss.of(new double[] {0.1}), DAILY);
        double[] ones = new double[10_000];
        Arrays.fill(ones, 1);
        List<Double> wealth = rule.after(rule.after(List.of(), ones), ones);
        assertThat(LabelRule.mean(wealth)).isEqualTo(Double.MAX_VALUE);
        assertThat(rule.asks(wealth)).isTrue();
    }
}
