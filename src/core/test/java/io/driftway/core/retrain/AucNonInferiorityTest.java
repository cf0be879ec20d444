package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Ranking;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AucNonInferiorityTest {

    /** Two scores of each row, normal with variance 1 and correlated, so that AUC = Phi(shift / sqrt 2). */
    private static Contest contest(int rows, double champion, double challenger, Random random) {
        boolean[] positive = new boolean[rows];
        float[] before = new float[rows];
        float[] after = new float[rows];
        for (int row = 0; row < rows; row++) {
            positive[row] = row % 4 == 0;
            double shared = Math.sqrt(0.8) * random.nextGaussian();
            double shift = positive[row] ? 1 : 0;
            before[row] = share(champion * shift + shared + Math.sqrt(0.2) * random.nextGaussian());
            after[row] = share(challenger * shift + shared + Math.sqrt(0.2) * random.nextGaussian());
        }
        return new Contest(new HeldOut(new Batch("rows", List.of(), rows), positive), before, after);
    }

    private static float share(double score) {
        return (float) (1 / (1 + Math.exp(-score)));
    }

    private static double bound(Contest contest, int resamples) {
        return new AucNonInferiority(0.02, resamples, 1)
                .lowerBound(
                        Ranking.of(contest.champion()),
                        Ranking.of(contest.challenger()),
                        contest.heldOut().positive(),
                        0.05);
    }

    /**
     * The variance of the paired difference by DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, from placements over all pairs: another
     * way to the same figure.
     */
    @Test
    void theBoundIsThatOfDeLong() {
        Contest contest = contest(600, 1.2, 1.1, new Random(2));
        boolean[] positive = contest.heldOut().positive();
        double[] ofPositives = new double[150];
        double[] ofNegatives = new double[450];
        int p = 0;
        int q = 0;
        for (int row = 0; row < 600; row++) {
            double difference =
                    placement(contest.challenger(), positive, row) - placement(contest.champion(), positive, row);
            if (positive[row]) {
                ofPositives[p++] = difference;
            } else {
                ofNegatives[q++] = difference;
            }
        }
        double difference = mean(ofPositives);
        double sd = Math.sqrt(variance(ofPositives) / 150 + variance(ofNegatives) / 450);
        // 5000 resamples leave the 5 % quantile uncertain by sd * sqrt(0.05 * 0.95 / 5000) / 0.103 = 0.03 sd.
        assertThat(bound(contest, 5_000)).isCloseTo(difference - 1.644854 * sd, within(0.12 * sd));
    }

    /** Share of the other class that the row beats. */
    private static double placement(float[] probabilities, boolean[] positive, int row) {
        double won = 0;
        int others = 0;
        for (int other = 0; other < positive.length; other++) {
            if (positive[other] != positive[row]) {
                others++;
                int sign = Float.compare(probabilities[row], probabilities[other]) * (positive[row] ? 1 : -1);
                won += sign > 0 ? 1 : sign == 0 ? 0.5 : 0;
            }
        }
        return won / others;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    /**
     * Shifts of 1.1902 and 1.0920 are AUCs of 0.80 and 0.78: just not good enough. Of 400 such challengers 20 are expected to pass; binomial
     * with a standard deviation of 4.4.
     */
    @Test
    void aChallengerWorseByTheMarginPassesOneTimeInTwenty() {
        Random random = new Random(4);
        int passed = 0;
        for (int trial = 0; trial < 400; trial++) {
            passed += bound(contest(800, 1.1902, 1.0920, random), 200) >= -0.02 ? 1 : 0;
        }
        assertThat(passed).isBetween(6, 36);
    }

    @Test
    void anEqualModelPassesEvenWithoutAMargin() {
        Contest contest = contest(300, 1.2, 1.2, new Random(1));
        GateCheck check = new AucNonInferiority(0, 200, 1)
                .judge(new Contest(contest.heldOut(), contest.champion(), contest.champion()));
        assertThat(check.passed()).isTrue();
        assertThat(check.champion()).isEqualTo(check.challenger());
    }

    /** The gain of 0.05 in AUC is clear on 4,000 rows and is not on 100. */
    @Test
    void aChallengerIsSuperiorOnlyWhereItsGainIsBeyondTheBound() {
        Contest many = contest(4_000, 1.0, 1.3, new Random(1));
        Contest few = contest(100, 1.0, 1.3, new Random(1));
        assertThat(new AucSuperiority(0.005, 500, 1).judge(many).passed()).isTrue();
        assertThat(new AucSuperiority(0.005, 500, 1).judge(few).passed()).isFalse();
        assertThat(new AucSuperiority(0.005, 500, 1)
                        .judge(new Contest(many.heldOut(), many.champion(), many.champion()))
                        .passed())
                .isFalse();
    }

    @Test
    void theSameRowsGiveTheSameAnswerAndManyRowsAreQuick() {
        Contest contest = contest(20_000, 1.2, 1.1, new Random(3));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        GateCheck first = new AucNonInferiority(0.02, 500, 1).judge(contest);
        assertThat((threads.getCurrentThreadCpuTime() - start) / 1e9)
                .as("seconds of a processor, without pairs of rows")
                .isLessThan(10);
        assertThat(new AucNonInferiority(0.02, 500, 1).judge(contest)).isEqualTo(first);
        assertThat(first.passed()).isFalse();
    }

    @Test
    void withOneClassThereIsNoBoundAndNothingPasses() {
        Contest contest = new Contest(
                new HeldOut(new Batch("rows", List.of(), 2), new boolean[2]),
                new float[] {0.1f, 0.2f},
                new float[] {0.1f, 0.2f});
        assertThat(new AucNonInferiority(0.5, 100, 1).judge(contest).passed()).isFalse();
    }
}
