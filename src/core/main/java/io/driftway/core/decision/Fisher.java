package io.driftway.core.decision;

import io.driftway.core.drift.StirlingError;
import java.util.function.LongPredicate;

/**
 * Computes Fisher's exact test for a property that the rows of two samples have or lack. Source: Fisher (1934), "Statistical methods for
 * research workers", section 21.02; equal to {@code scipy.stats.fisher_exact}, for samples of any two sizes.
 */
final class Fisher {

    /** Tables count as equally likely within this difference of their logarithms. */
    private static final double TIE = 1e-7;

    /** A term below this share of the sum ends it. */
    private static final double NEGLIGIBLE = 1e-17;

    private final long rows;
    private final long otherRows;
    private final long having;
    private final long least;
    private final long most;

    private Fisher(long rows, long otherRows, long having) {
        this.rows = rows;
        this.otherRows = otherRows;
        this.having = having;
        least = Math.max(0, having - otherRows);
        most = Math.min(having, rows);
    }

    /**
     * Returns the two-sided p-value: the probability of all tables with these margins that are at most as likely as the observed one. Tails are
     * summed from the observed table outwards, so that a tiny p-value keeps its digits.
     *
     * @param hits rows of the first sample that have the property, in [0, rows]
     * @param rows rows of the first sample
     * @param otherHits rows of the second sample that have it, in [0, otherRows]
     * @param otherRows rows of the second sample
     * @return p-value in [0, 1]; 1 where a sample is empty, or where all rows or none have the property
     */
    static double pValue(long hits, long rows, long otherHits, long otherRows) {
        return new Fisher(rows, otherRows, hits + otherHits).pValue(hits);
    }

    private double pValue(long hits) {
        if (least == most) {
            return 1;
        }
        double mode = (rows + 1.0) * (having + 1.0) / (rows + otherRows + 2.0);
        double observed = logProbability(hits);
        if (hits <= mode - 1) {
            LongPredicate asRare = k -> logProbability(k) <= observed + TIE;
            return Math.min(1, Math.exp(observed) * tail(hits, -1) + from(first((long) mode, most + 1, asRare), 1));
        }
        if (hits > mode) {
            LongPredicate commoner = k -> logProbability(k) > observed + TIE;
            return Math.min(1, Math.exp(observed) * tail(hits, 1) + from(first(least, (long) mode, commoner) - 1, -1));
        }
        return 1;
    }

    /** The smallest number in [from, to) for which it holds, or {@code to}; it must hold for all larger ones. */
    private static long first(long from, long to, LongPredicate holds) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double from(long hits, int step) {
        return hits < least || hits > most ? 0 : Math.exp(logProbability(hits)) * tail(hits, step);
    }

    /** The sum of the probabilities from a table outwards, in units of that table's own. */
    private double tail(long hits, int step) {
        double sum = 0;
        double term = 1;
        for (long k = hits; term > sum * NEGLIGIBLE; k += step) {
            sum += term;
            term *= step > 0
                    ? (double) (having - k) * (rows - k) / ((k + 1.0) * (otherRows - having + k + 1.0))
                    : (double) k * (otherRows - having + k) / ((having - k + 1.0) * (rows - k + 1.0));
        }
        return sum;
    }

    private double logProbability(long hits) {
        return logChoose(rows, hits) + logChoose(otherRows, having - hits) - logChoose(rows + otherRows, having);
    }

    private static double logChoose(long n, long k) {
        return StirlingError.logFactorial(n) - StirlingError.logFactorial(k) - StirlingError.logFactorial(n - k);
    }
}
