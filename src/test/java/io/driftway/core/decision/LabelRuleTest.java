package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
            losses[row] = Math.pow(probability - (positive ? 1 : 0), 2);
        }
        return losses;
    }

    @Test
    void aLossAsOnHeldOutRowsNeverAsksInTenYears() {
        SplittableRandom random = new SplittableRandom(31);
        LabelRule rule = LabelRule.of(losses(random, 2_000, 0), DAILY);
        for (int day = 0; day < 3_650; day++) {
            rule = rule.after(losses(random, 200, 0));
            assertThat(rule.asks()).isFalse();
        }
    }

    @Test
    void aModelThatTurnsWrongAboutAThirdAsksWithinThreeDays() {
        SplittableRandom random = new SplittableRandom(32);
        for (int run = 0; run < 50; run++) {
            LabelRule rule = LabelRule.of(losses(random, 2_000, 0), DAILY);
            for (int day = 0; day < 100; day++) {
                rule = rule.after(losses(random, 200, 0));
            }
            assertThat(rule.asks()).isFalse();
            int days = 0;
            while (!rule.asks() && days < 10) {
                rule = rule.after(losses(random, 200, 0.35));
                days++;
            }
            assertThat(days).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void batchesWithoutLabelsAreNoEvidence() {
        LabelRule rule = LabelRule.of(new double[] {0.1, 0.2}, DAILY);
        for (int day = 0; day < 5_000; day++) {
            rule = rule.after(new double[0]);
        }
        assertThat(rule.wealth()).isZero();
        assertThat(rule.asks()).isFalse();
    }

    @Test
    void wealthIsThatOfTheBettors() {
        // Held-out losses are all .095: 2.33 standard errors of 0, and .005, make .1 the accepted loss.
        LabelRule rule = LabelRule.of(new double[] {0.095, 0.095, 0.095}, DAILY)
                .after(new double[] {0.3, 0})
                .after(new double[] {0.2});
        double sum = 0;
        for (double stake : new double[] {.02, .05, .1, .2, .4, .8}) {
            double wealth = (1 + 2 * stake) * (1 - stake);
            sum += (wealth + 1) * (1 + stake) / 6;
        }
        assertThat(rule.wealth()).isCloseTo(sum, within(1e-12));
    }

    @Test
    void endlessLossesStayANumber() {
        LabelRule rule = LabelRule.of(new double[] {0.1}, DAILY);
        double[] ones = new double[10_000];
        Arrays.fill(ones, 1);
        assertThat(rule.after(ones).after(ones).wealth()).isInfinite();
        assertThat(rule.after(ones).after(ones).asks()).isTrue();
    }
}
