package io.driftway.core.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Pearson's goodness of fit of the current to the shares of the reference: with e = count_reference * rows_current / rows_reference the
 * p-value, in [0, 1], of the sum of (o - e)^2 / e at one degree of freedom less than there are values. The reference is taken for the truth, so a
 * value that it never had is impossible: p = 0. With one value in all there is no degree of freedom and no p-value.
 * Source: {@code scipy.stats.chisquare}, called so by Evidently.
 */
final class ChiSquare {

    private ChiSquare() {}

    static Reading pValue(PairedCounts counts) {
        if (counts.size() < 2) {
            return new Reading.None(
                    "both sides have one and the same value throughout, which leaves no degree of freedom");
        }
        double scale = (double) counts.rowsCurrent() / counts.rowsReference();
        double sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            double expected = counts.reference()[i] * scale;
            double difference = counts.current()[i] - expected;
            sum += difference * difference / expected;
        }
        return Reading.of(
                sum == Double.POSITIVE_INFINITY
                        ? 0
                        : ChiSquaredDistribution.of(counts.size() - 1).survivalProbability(sum));
    }
}
