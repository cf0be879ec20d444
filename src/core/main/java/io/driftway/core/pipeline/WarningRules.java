package io.driftway.core.pipeline;

/**
 * From when on something about a batch is worth a warning.
 *
 * @param categories so many unseen categories of a feature are kept apart; more are too many
 * @param missingRatio so large a share of a feature's cells may be missing, in [0, 1]
 * @param features of so many the figures are exported
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
