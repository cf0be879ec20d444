package io.driftway.core.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Says by how much a feature moved the mean margin of a batch, in log-odds. The moves of all features add up to the move of the mean margin.
 *
 * @param feature its name
 * @param reference mean attribution of the reference
 * @param current mean attribution of the batch
 */
public record AttributionMove(String feature, double reference, double current) {

    /** Returns current minus reference: above 0 where the feature made the positive class more probable. */
    public double move() {
        return current - reference;
    }

    /**
     * Ranks features by how far they moved the prediction, the farthest first and by name where two are as far.
     *
     * @param reference mean attribution by feature, as {@link ShapleyValues#means} gives it. Empty where the model's bundle has none: then there is no move to tell
     * @param current that of the batch, measured with the same counts of leaves
     * @return one for each feature that both have
     */
    public static List<AttributionMove> ranked(Map<String, Double> reference, Map<String, Double> current) {
        return current.entrySet().stream()
                .filter(feature -> reference.containsKey(feature.getKey()))
                .map(feature -> new AttributionMove(
                        feature.getKey(), reference.getOrDefault(feature.getKey(), 0.0), feature.getValue()))
                .sorted(Comparator.comparingDouble((AttributionMove move) -> -Math.abs(move.move()))
                        .thenComparing(AttributionMove::feature))
                .toList();
    }
}
