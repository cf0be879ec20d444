package io.driftway.core.model;

import org.jspecify.annotations.Nullable;

/**
 * How predictions did once it was known what became true. The first three figures are those of {@link Metrics}; a row is predicted positive
 * when its probability is at or above the threshold.
 *
 * @param rows rows predicted
 * @param labelled rows of them whose label is known
 * @param positives rows of these that are positive
 * @param coverage labelled share of the rows, in [0, 1]; null without rows
 * @param auc null where there is no figure, like those that follow
 * @param logLoss in nats
 * @param brier mean squared error
 * @param precision positive share of the rows predicted positive, in [0, 1]; null where none is
 * @param recall share of the positive rows that are predicted positive, in [0, 1]
 * @param threshold the operating threshold
 * @param reason why there is no figure: {@code too_few_labels} or {@code one_class}; null where there is one
 */
public record Realized(
        long rows,
        long labelled,
        long positives,
        @Nullable Double coverage,
        @Nullable Double auc,
        @Nullable Double logLoss,
        @Nullable Double brier,
        @Nullable Double precision,
        @Nullable Double recall,
        double threshold,
        @Nullable String reason) {

    /**
     * Measures.
     *
     * @param probabilities of the labelled rows, in [0, 1]
     * @param positive what became true, one per labelled row
     * @param rows all rows predicted
     * @param minimumLabels with fewer labels there is no figure
     */
    public static Realized of(
            float[] probabilities, boolean[] positive, long rows, int minimumLabels, double threshold) {
        long positives = 0;
        long predicted = 0;
        long both = 0;
        for (int row = 0; row < positive.length; row++) {
            boolean isPredicted = probabilities[row] >= threshold;
            positives += positive[row] ? 1 : 0;
            predicted += isPredicted ? 1 : 0;
            both += isPredicted && positive[row] ? 1 : 0;
        }
        String reason = positive.length < minimumLabels
                ? "too_few_labels"
                : positives == 0 || positives == positive.length ? "one_class" : null;
        Double coverage = rows == 0 ? null : (double) positive.length / rows;
        if (reason != null) {
            return new Realized(
                    rows, positive.length, positives, coverage, null, null, null, null, null, threshold, reason);
        }
        Metrics metrics = Metrics.of(probabilities, positive);
        return new Realized(
                rows,
                positive.length,
                positives,
                coverage,
                metrics.auc(),
                metrics.logLoss(),
                metrics.brier(),
                predicted == 0 ? null : (double) both / predicted,
                (double) both / positives,
                threshold,
                null);
    }
}
