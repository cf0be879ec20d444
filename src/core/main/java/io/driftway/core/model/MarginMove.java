package io.driftway.core.model;

import java.util.List;
import java.util.Map;

/**
 * Says how far the mean margin of a batch is from that of the reference, in log-odds, and which features moved it.
 *
 * @param reference mean margin of the reference
 * @param features by how far they moved it, the farthest first; their moves add up to that of the mean margin
 */
public record MarginMove(double reference, List<AttributionMove> features) {

    public MarginMove {
        features = List.copyOf(features);
    }

    /**
     * Ranks the features.
     *
     * @param expectation of the {@link ShapleyValues} that both were measured with
     * @param reference mean attribution by feature
     * @param current that of the batch
     */
    public static MarginMove of(double expectation, Map<String, Double> reference, Map<String, Double> current) {
        return new MarginMove(
                expectation
                        + reference.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum(),
                AttributionMove.ranked(reference, current));
    }

    /** Returns the mean margin of the batch. */
    public double current() {
        return reference + move();
    }

    /** Returns current minus reference: above 0 where the positive class became more probable. */
    public double move() {
        return features.stream().mapToDouble(AttributionMove::move).sum();
    }
}
