package io.driftway.core.pipeline;

/**
 * Sets from when on something about a batch is worth a warning. The constructor throws {@link IllegalArgumentException} for a value out of its range.
 *
 * @param categories most unseen categories of a feature, at least 1; more give a warning
 * @param missingRatio largest share of a feature's cells that may be missing, in [0, 1]
 * @param features most features whose figures are exported, at least 1
 */
public record WarningRules(int categories, double missingRatio, int features) {

    public WarningRules {
        if (categories < 1) {
            throw new IllegalArgumentException("categories must be at least 1, got " + categories);
        }
        if (!(missingRatio >= 0 && missingRatio <= 1)) {
            throw new IllegalArgumentException("missing-ratio must be in [0, 1], got " + missingRatio);
        }
        if (features < 1) {
            throw new IllegalArgumentException("features must be at least 1, got " + features);
        }
    }
}
