package io.driftway.core.drift;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Two-proportion z-test, two-sided, of the share of rows that differ from the smallest value: z = (p1 - p2) / sqrt(P (1 - P) (1/n + 1/m)) with the pooled
 * share P; the p-value, in [0, 1], is 2 (1 - cdf(|z|)). It is rounded as Evidently rounds it, by way of the cdf: below 1e-16 it is 0, and near it
 * it goes in steps. Both sides of one and the same value: p = 1. More than two values are tested as the smallest against all others.
 */
final class TwoProportionZ {

    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private TwoProportionZ() {}

    static Reading pValue(PairedCounts counts) {
        if (counts.size() < 2) {
            return Reading.of(1);
        }
        double n = counts.rowsReference();
        double m = counts.rowsCurrent();
        double p1 = (n - counts.reference()[0]) / n;
        double p2 = (m - counts.current()[0]) / m;
        double pooled = (p1 * n + p2 * m) / (n + m);
        double z = (p1 - p2) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
        double cdf = 1 - STANDARD.survivalProbability(Math.abs(z));
        return Reading.of(2 * (1 - cdf));
    }
}
