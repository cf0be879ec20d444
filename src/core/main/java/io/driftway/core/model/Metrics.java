package io.driftway.core.model;

import java.util.Arrays;

/**
 * How well probabilities agree with what became true.
 *
 * @param auc area under the ROC curve, in [0, 1]: how often a positive row has a higher probability than a negative one, ties counting
 *     half. Exact, by ranks as in Mann and Whitney (1947). NaN where one of the classes has no row.
 * @param logLoss mean negative log-likelihood, at least 0, in nats; a probability is kept 1e-15 away from 0 and 1. NaN without rows.
 * @param brier mean squared error of the probability, in [0, 1]. NaN without rows.
 * @param rows rows evaluated
 */
public record Metrics(double auc, double logLoss, double brier, long rows) {

    private static final double NEVER_CERTAIN = 1e-15;

    /**
     * Measures a model.
     *
     * @param probabilities in [0, 1], one per row
     * @param positive what became true, one per row
     */
    public static Metrics of(float[] probabilities, boolean[] positive) {
        if (probabilities.length != positive.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + positive.length + " labels");
        }
        int rows = positive.length;
        double logLoss = 0;
        double brier = 0;
        for (int row = 0; row < rows; row++) {
            double p = probabilities[row];
            double ofTruth = positive[row] ? p : 1 - p;
            logLoss -= Math.log(Math.clamp(ofTruth, NEVER_CERTAIN, 1 - NEVER_CERTAIN));
            brier += (1 - ofTruth) * (1 - ofTruth);
        }
        return new Metrics(auc(probabilities, positive), logLoss / rows, brier / rows, rows);
    }

    /** Sorts the rows as integers whose lowest bit is the label, then counts, group of ties by group of ties. */
    private static double auc(float[] probabilities, boolean[] positive) {
        long[] ranked = new long[positive.length];
        for (int row = 0; row < ranked.length; row++) {
            ranked[row] = ((long) OrderedFloat.key(probabilities[row]) << 1) | (positive[row] ? 1 : 0);
        }
        Arrays.sort(ranked);
        long negatives = 0;
        long positives = 0;
        long wonHalves = 0;
        for (int from = 0, to; from < ranked.length; from = to) {
            long tiedPositives = 0;
            for (to = from; to < ranked.length && ranked[to] >> 1 == ranked[from] >> 1; to++) {
                tiedPositives += ranked[to] & 1;
            }
            long tiedNegatives = to - from - tiedPositives;
            wonHalves += tiedPositives * (2 * negatives + tiedNegatives);
            negatives += tiedNegatives;
            positives += tiedPositives;
        }
        return wonHalves / (2.0 * positives * negatives);
    }
}
