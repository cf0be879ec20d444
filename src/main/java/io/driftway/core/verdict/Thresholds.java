package io.driftway.core.verdict;

/**
 * Where the share of drifted columns becomes a warning and a breach. Both are strict: a share equal to the threshold is below it, so that
 * one drifted column of twenty does not breach 0.05.
 *
 * @param warnAt share in [0, breachAt]
 * @param breachAt share in [0, 1)
 * @param minimumRows a batch with fewer rows is inconclusive; at least 1
 */
public record Thresholds(double warnAt, double breachAt, long minimumRows) {

    public Thresholds {
        if (!(breachAt >= 0 && breachAt < 1)) {
            throw new IllegalArgumentException("breach-at must be in [0, 1), got " + breachAt);
        }
        if (!(warnAt >= 0 && warnAt <= breachAt)) {
            throw new IllegalArgumentException(
                    "warn-at must be in [0, breach-at], got " + warnAt + " with a breach-at of " + breachAt);
        }
        if (minimumRows < 1) {
            throw new IllegalArgumentException("minimum-rows must be at least 1, got " + minimumRows);
        }
    }
}
