package io.driftway.core.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds how predictions agreed with the truth once that was known. A row is predicted positive when its probability is at or above the threshold.
 *
 * @param rows rows predicted
 * @param labelled rows of them whose label is known
 * @param positives rows of these that are positive
 * @param coverage labelled share of the rows, in [0, 1]; null without rows
 * @param figures by metric: those of {@link BinaryClassification#quality}, precision and recall; NaN where there is no figure
 * @param threshold the operating threshold
 * @param reason why there is no figure: {@code too_few_labels} or {@code one_class}; null where there is one
 */
public record Realized(
        long rows,
        long labelled,
        long positives,
        @Nullable Double coverage,
        Map<Metric, Double> figures,
        double threshold,
        @Nullable String reason) {

    /** The metrics that a record has, in this order. */
    public static final List<Metric> METRICS =
            List.of(Metric.AUC, Metric.LOG_LOSS, Metric.BRIER, Metric.PRECISION, Metric.RECALL);

    public Realized {
        Map<Metric, Double> all = new LinkedHashMap<>();
        for (Metric metric : METRICS) {
            all.put(metric, figures.getOrDefault(metric, Double.NaN));
        }
        figures = Collections.unmodifiableMap(all);
    }

    /** Returns the figure of a metric in its unit; NaN where there is none. */
    public double of(Metric metric) {
        return figures.getOrDefault(metric, Double.NaN);
    }

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
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        if (reason == null) {
            figures.putAll(BinaryClassification.quality(probabilities, positive).figures());
            figures.put(Metric.PRECISION, predicted == 0 ? Double.NaN : (double) both / predicted);
            figures.put(Metric.RECALL, (double) both / positives);
        }
        return new Realized(rows, positive.length, positives, coverage, figures, threshold, reason);
    }
}
