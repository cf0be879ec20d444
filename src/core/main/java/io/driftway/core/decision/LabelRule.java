package io.driftway.core.decision;

import java.util.ArrayList;
import java.util.List;

/**
 * Watches a model's excess {@link Loss} on labels that come late, and asks for a retraining when it is higher than on rows held out of training.
 *
 * <p>The rule is an e-detector. A bettor with stake lambda gets 1 at each batch of labels, and each row of loss z multiplies the wealth by
 * 1 + lambda (z - c), where c is the accepted loss: M = (M + 1) prod(1 + lambda (z - c)). The rule asks when the mean wealth of six bettors is
 * at least N / B, for N batches of labels and B requests a year. While the loss is at most c on average no bettor gains, so a false request
 * comes after N / B batches of labels or more on average, however long the rule watches. Source: Shin, Ramdas and Rinaldo (2022), "E-detectors:
 * a nonparametric framework for sequential change detection".
 *
 * <p>The wealth of the bettors is kept in the {@link History}, as its logarithm.
 *
 * @param accepted loss, above 0
 * @param threshold mean wealth from which on it asks
 */
public record LabelRule(double accepted, double threshold) {

    /** lambda c, for the accepted loss c: below 1, so that no row takes all. */
    private static final double[] STAKES = {.02, .05, .1, .2, .4, .8};

    /**
     * Standard errors above the held-out loss that are accepted: the one-sided 10 % point of the normal distribution. {@link #TOLERANCE} is accepted
     * beside it.
     */
    private static final double ERRORS = 1.28;

    /** A rise of Brier's score that is no reason to retrain. */
    private static final double TOLERANCE = 0.005;

    /**
     * Makes the rule for a model: it accepts the mean loss on held-out rows, 1.28 of its standard errors, and 0.005.
     *
     * @param heldOut on rows that the model was not trained on
     * @param budget how many batches of labels there are a year, and how often chance may ask
     */
    public static LabelRule of(Loss heldOut, Budget budget) {
        return new LabelRule(
                heldOut.mean() + ERRORS * heldOut.error() + TOLERANCE,
                budget.batchesPerYear() / budget.requestsPerYear());
    }

    /**
     * Returns the wealth after one more batch of labels.
     *
     * @param wealth its logarithm for each bettor; empty before the first label
     * @param losses of each row whose label has come; where there is none, nothing was seen and the wealth stays as it is
     */
    List<Double> after(List<Double> wealth, double[] losses) {
        if (losses.length == 0) {
            return wealth;
        }
        List<Double> next = new ArrayList<>();
        for (int stake = 0; stake < STAKES.length; stake++) {
            // log(1 + exp(w)), and the 1 that the bettor gets where it has nothing yet.
            double w = wealth.isEmpty()
                    ? 0
                    : Math.max(wealth.get(stake), 0) + Math.log1p(Math.exp(-Math.abs(wealth.get(stake))));
            for (double loss : losses) {
                w += Math.log1p(STAKES[stake] / accepted * (loss - accepted));
            }
            next.add(w);
        }
        return next;
    }

    /** Returns the mean wealth of the bettors, at least 0 and at most the largest double. */
    static double mean(List<Double> wealth) {
        double sum = 0;
        for (double log : wealth) {
            sum += Math.exp(log) / STAKES.length;
        }
        return Math.min(sum, Double.MAX_VALUE);
    }

    /** Tells whether the model does worse than it did on held-out rows. */
    boolean asks(List<Double> wealth) {
        return mean(wealth) >= threshold;
    }
}
