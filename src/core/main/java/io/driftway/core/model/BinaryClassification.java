package io.driftway.core.model;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Schema;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Predicts, for each row, the probability that it is positive.
 *
 * @param positive the category of the target whose probability the model gives
 */
public record BinaryClassification(String positive) implements Task {

    /** Name of the column of predictions. */
    public static final String PROBABILITY = "probability";

    private static final double NEVER_CERTAIN = 1e-15;

    public BinaryClassification {
        Objects.requireNonNull(positive);
    }

    /**
     * Returns the task of a schema with a target.
     *
     * @throws java.util.NoSuchElementException when the schema has no target
     */
    public static BinaryClassification of(Schema schema) {
        return switch (Task.of(schema).orElseThrow()) {
            case BinaryClassification binary -> binary;
        };
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.AUC, Metric.LOG_LOSS, Metric.BRIER);
    }

    /**
     * Tells which rows are positive. A row without a label is not.
     *
     * @param labels the target, one per row
     */
    public boolean[] truth(CategoricalColumn labels) {
        return truth(labels, IntStream.range(0, labels.size()).toArray());
    }

    /**
     * Tells which of some rows are positive.
     *
     * @param labels the target, one per row
     * @param rows which, from 0
     * @return one per row of {@code rows}
     */
    public boolean[] truth(CategoricalColumn labels, int[] rows) {
        int yes = labels.dictionary().indexOf(positive);
        boolean[] truth = new boolean[rows.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = yes >= 0 && labels.codes()[rows[i]] == yes;
        }
        return truth;
    }

    /**
     * Measures {@link #metrics}. The AUC is exact, by ranks as in Mann and Whitney (1947), and NaN where one of the classes has no row; the other
     * figures are NaN without rows.
     *
     * @param probabilities in [0, 1], one per row
     * @param positive what became true, one per row
     */
    public static Quality quality(float[] probabilities, boolean[] positive) {
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
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.AUC, auc(probabilities, positive));
        figures.put(Metric.LOG_LOSS, logLoss / rows);
        figures.put(Metric.BRIER, brier / rows);
        return new Quality(figures, rows);
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
