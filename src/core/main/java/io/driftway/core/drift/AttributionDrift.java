package io.driftway.core.drift;

import io.driftway.core.model.Attribution;
import io.driftway.core.model.AttributionMove;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether a model leans on its features in the current as it does in the reference.
 *
 * <p>The order of the features by their mean absolute attribution is compared by normalised discounted cumulative gain, DCG / IDCG with DCG = sum_i a(f_i) / log2(i + 1) over
 * the features f_i in the order of the current, IDCG the same in the order of the reference, and a the reference's. Below {@value #LEAST_GAIN} the order has drifted: metric
 * and threshold are those of Amazon SageMaker Clarify, "Feature attribution drift for models in production".
 *
 * <p>The move of each mean is tested by z = (mean_c - mean_r) / sqrt(variance_c / rows_c + variance_r / rows_r), two-sided, as Welch (1947), "The generalization of Student's
 * problem when several different population variances are involved", Biometrika 34, but with normal tails; and the p-values are adjusted for the number of features by Holm
 * (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
 *
 * @param referenceMargin mean log-odds of the reference
 * @param gain in [0, 1], 1 where the order is the same; null where a side has no row or the reference attributes nothing
 * @param features by how far they moved the prediction, the farthest first
 */
public record AttributionDrift(
        double referenceMargin, @Nullable Double gain, List<Feature> features) {

    /** An order with less gain has drifted. */
    public static final double LEAST_GAIN = 0.9;

    /** A mean with an adjusted p-value at or below has moved. */
    public static final double LEVEL = 0.05;

    /** With fewer rows on a side a mean is not normal enough. */
    private static final int MIN_ROWS = 30;

    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    /**
     * A feature.
     *
     * @param move of its mean attribution
     * @param pValue adjusted, in [0, 1]; null where a side has fewer than {@value #MIN_ROWS} rows
     */
    public record Feature(AttributionMove move, @Nullable Double pValue) {
        /** Tells whether the mean has moved. */
        public boolean moved() {
            return pValue != null && pValue <= LEVEL;
        }
    }

    public AttributionDrift {
        features = List.copyOf(features);
    }

    /**
     * Compares attributions of one model, measured with the same counts of leaves.
     *
     * @param expectation of {@link io.driftway.core.model.ShapleyValues}
     * @param reference one for each feature
     * @param current of the same features in the same order
     */
    public static AttributionDrift of(double expectation, List<Attribution> reference, List<Attribution> current) {
        Map<String, Double> pValues = new HashMap<>();
        if (rows(reference) >= MIN_ROWS && rows(current) >= MIN_ROWS) {
            double[] adjusted = adjusted(pValues(reference, current));
            for (int feature = 0; feature < adjusted.length; feature++) {
                pValues.put(reference.get(feature).feature(), adjusted[feature]);
            }
        }
        return new AttributionDrift(
                expectation + reference.stream().mapToDouble(Attribution::mean).sum(),
                gain(reference, current),
                AttributionMove.ranked(means(reference), means(current)).stream()
                        .map(move -> new Feature(move, pValues.get(move.feature())))
                        .toList());
    }

    /** Tells whether the order of the features has drifted; not where it cannot be told. */
    public boolean drifted() {
        return gain != null && gain < LEAST_GAIN;
    }

    /** Returns the mean log-odds of the current. */
    public double currentMargin() {
        return referenceMargin + move();
    }

    /** Returns the move of the mean log-odds: that of all features together. */
    public double move() {
        return features.stream().mapToDouble(feature -> feature.move().move()).sum();
    }

    private static long rows(List<Attribution> attributions) {
        return attributions.stream().mapToLong(Attribution::rows).min().orElse(0);
    }

    private static Map<String, Double> means(List<Attribution> attributions) {
        return attributions.stream().collect(Collectors.toMap(Attribution::feature, Attribution::mean));
    }

    private static double[] pValues(List<Attribution> reference, List<Attribution> current) {
        double[] p = new double[reference.size()];
        Arrays.setAll(p, feature -> pValue(reference.get(feature), current.get(feature)));
        return p;
    }

    private static double pValue(Attribution reference, Attribution current) {
        double move = Math.abs(current.mean() - reference.mean());
        double error = Math.sqrt(current.variance() / current.rows() + reference.variance() / reference.rows());
        return move == 0 ? 1 : error == 0 ? 0 : 2 * STANDARD.survivalProbability(move / error);
    }

    /** By Holm: the smallest times their number, the next times one less, and none below the one before. */
    private static double[] adjusted(double[] p) {
        List<Integer> ascending = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toList();
        double[] adjusted = new double[p.length];
        double least = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = ascending.get(rank);
            least = Math.max(least, Math.min(1, p[i] * (p.length - rank)));
            adjusted[i] = least;
        }
        return adjusted;
    }

    private static @Nullable Double gain(List<Attribution> reference, List<Attribution> current) {
        Map<String, Double> gains =
                reference.stream().collect(Collectors.toMap(Attribution::feature, Attribution::magnitude));
        double ideal = discounted(reference, gains);
        return ideal == 0 || rows(current) == 0 ? null : discounted(current, gains) / ideal;
    }

    /** Where two features are as great, the order of the schema decides. */
    private static double discounted(List<Attribution> ranked, Map<String, Double> gains) {
        List<String> order = ranked.stream()
                .sorted(Comparator.comparingDouble(Attribution::magnitude).reversed())
                .map(Attribution::feature)
                .toList();
        double sum = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            sum += gains.getOrDefault(order.get(rank), 0.0) * Math.log(2) / Math.log(rank + 2.0);
        }
        return sum;
    }
}
