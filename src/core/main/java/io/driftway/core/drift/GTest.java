package io.driftway.core.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Log-likelihood ratio test of the counts of the current against those of the reference: the p-value, in [0, 1], of 2 sum o ln(o / e) at
 * one degree of freedom less than there are values. The counts of the reference are taken as they are, not scaled, so that both sides must
 * have the same number of values; a value that the reference never had is impossible: p = 0. Source: {@code scipy.stats.power_divergence},
 * called so by Evidently.
 */
final class GTest {

    private static final double MAX_RELATIVE_DIFFERENCE = 1e-8;

    private GTest() {}

    static Reading pValue(PairedCounts counts) {
        double n = counts.rowsReference();
        double m = counts.rowsCurrent();
        if (Math.abs(n - m) / Math.min(n, m) > MAX_RELATIVE_DIFFERENCE) {
            return new Reading.None("g_test needs as many values in the current (" + counts.rowsCurrent()
                    + ") as in the reference (" + counts.rowsReference() + "); use chisquare, which scales");
        }
        if (counts.size() < 2) {
            return new Reading.None(
                    "both sides have one and the same value throughout, which leaves no degree of freedom; use z");
        }
        double sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            double observed = counts.current()[i];
            sum += observed == 0 ? 0 : observed * Math.log(observed / counts.reference()[i]);
        }
        return Reading.of(
                sum == Double.POSITIVE_INFINITY
                        ? 0
                        : ChiSquaredDistribution.of(counts.size() - 1).survivalProbability(Math.max(0, 2 * sum)));
    }
}
