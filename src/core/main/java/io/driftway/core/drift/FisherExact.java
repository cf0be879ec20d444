package io.driftway.core.drift;

import io.driftway.core.profile.ColumnProfile;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Fisher's exact test of two values on two sides of equal size, two-sided: the probability, in [0, 1], of all tables with these margins
 * that are no more likely than the one seen. With equal sizes tables mirror each other, so that it is twice one tail. One value throughout:
 * p = 1. Source: {@code scipy.stats.fisher_exact}; the conditions are Evidently's.
 */
final class FisherExact {

    private FisherExact() {}

    static Reading pValue(ColumnProfile reference, ColumnProfile current) {
        PairedCounts counts = PairedCounts.of(reference, current);
        if (counts.size() > 2) {
            return new Reading.None(
                    "fisher_exact needs at most 2 values in all, got " + counts.size() + "; use chisquare");
        }
        if (reference.missing() + current.missing() > 0) {
            return new Reading.None("fisher_exact needs columns without missing values; use z");
        }
        long rows = counts.rowsReference();
        if (rows != counts.rowsCurrent()) {
            return new Reading.None("fisher_exact needs as many values in the current (" + counts.rowsCurrent()
                    + ") as in the reference (" + rows + "); use z");
        }
        if (2 * rows > Integer.MAX_VALUE) {
            return new Reading.None("fisher_exact needs fewer than 2^30 values a side; use z");
        }
        long first = counts.reference()[0];
        return Reading.of(pValue((int) rows, (int) first, (int) (first + counts.current()[0])));
    }

    private static double pValue(int rows, int first, int both) {
        int x = Math.min(first, both - first);
        if (2 * x == both) {
            return 1;
        }
        double term = HypergeometricDistribution.of(2 * rows, both, rows).probability(x);
        double tail = 0;
        while (term > tail * 1e-18) {
            tail += term;
            term *= (double) x / (both - x + 1) * ((double) (rows - both + x) / (rows - x + 1));
            x--;
        }
        return Math.min(1, 2 * tail);
    }
}
