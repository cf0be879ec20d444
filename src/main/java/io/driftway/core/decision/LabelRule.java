package io.driftway.core.decision;

import java.util.Arrays;

/**
 * Watches a model's loss on labels that come late, and asks for a retraining when the loss is higher than on rows held out of training.
 *
 * <p>The rule is an e-detector. A bettor with stake lambda gets 1 at each batch of labels, and each row of loss z multiplies the wealth by
 * 1 + lambda (z - c), where c is the accepted loss: M = (M + 1) prod(1 + lambda (z - c)). The rule asks when the mean wealth of six bettors is
 * at least N / B, for N batches of labels and B requests a year. While the loss is at most c on average no bettor gains, so a false request
 * comes after N / B batches of labels or more on average, however long the rule watches. Source: Shin, Ramdas and Rinaldo (2022), "E-detectors:
 * a nonparametric framework for sequential change detection".
 *
 * <p>Immutable.
 */
public final class LabelRule {

    /** lambda c, for the accepted loss c: below 1, so that no row takes all. */
    private static final double[] STAKES = {.02, .05, .1, .2, .4, .8};

    /** Standard errors above the held-out loss that are accepted: the one-sided 1 % point of the normal distribution. */
    private static final double ERRORS = 2.33;

    /** A rise of the Brier score that is no reason to retrain. */
    private static final double TOLERANCE = 0.005;

    private final double accepted;
    private final double threshold;
    private final double[] logWealth;

    /**
     * Makes the rule for a model: it accepts the mean loss on held-out rows, 2.33 of its standard errors, and 0.005.
     *
     * @param heldOut (probability - truth)^2 of rows that the model was not trained on, in [0, 1]; at least one
     * @param budget how many batches of labels there are a year, and how often chance may ask
     */
    public static LabelRule of(double[] heldOut, Budget budget) {
        double mean = Arrays.stream(heldOut).average().orElseThrow();
        double squares = 0;
        for (double loss : heldOut) {
            squares += (loss - mean) * (loss - mean);
        }
        double error = Math.sqrt(squares / Math.max(1, heldOut.length - 1) / heldOut.length);
        double[] nothing = new double[STAKES.length];
        Arrays.fill(nothing, Double.NEGATIVE_INFINITY);
        return new LabelRule(
                mean + ERRORS * error + TOLERANCE, budget.batchesPerYear() / budget.requestsPerYear(), nothing);
    }

    private LabelRule(double accepted, double threshold, double[] logWealth) {
        this.accepted = accepted;
        this.threshold = threshold;
        this.logWealth = logWealth;
    }

    /**
     * Returns the rule after one more batch of labels.
     *
     * @param losses (probability - truth)^2 of each row whose label has come, in [0, 1]; where there is none, nothing was seen and the rule stays
     *     as it is
     */
    public LabelRule after(double[] losses) {
        if (losses.length == 0) {
            return this;
        }
        double[] next = new double[STAKES.length];
        for (int stake = 0; stake < STAKES.length; stake++) {
            double wealth = Math.max(logWealth[stake], 0) + Math.log1p(Math.exp(-Math.abs(logWealth[stake])));
            for (double loss : losses) {
                wealth += Math.log1p(STAKES[stake] / accepted * (loss - accepted));
            }
            next[stake] = wealth;
        }
        return new LabelRule(accepted, threshold, next);
    }

    /** Returns the mean wealth of the bettors, at least 0; infinite past the range of a double. */
    public double wealth() {
        double sum = 0;
        for (double log : logWealth) {
            sum += Math.exp(log) / STAKES.length;
        }
        return sum;
    }

    /** Tells whether the model does worse than it did on held-out rows. */
    public boolean asks() {
        return wealth() >= threshold;
    }
}
