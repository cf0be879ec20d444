package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Mann-Whitney U test, one-sided: the probability, in [0, 1], of ranks of the reference as low as these. Evidently asks whether the
 * <em>reference is smaller</em>, so that a rise gives a small p and a fall one near 1, which is never drift; equal sides give about 0.5.
 * Exact without ties when a side has at most 8 values and n m is at most ten million, else normal with correction for ties and continuity.
 * One and the same value throughout: p = 1. Source: {@code scipy.stats.mannwhitneyu(alternative="less")}.
 */
final class MannWhitney {

    private static final int MAX_EXACT_ROWS = 8;
    private static final long MAX_EXACT_PAIRS = 10_000_000;
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private MannWhitney() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        long n = reference.present();
        long m = current.present();
        double above = 0;
        double ties = 0;
        long distinct = 0;
        for (MergedValues at = new MergedValues(reference, current); at.next(); distinct++) {
            double here = at.inReference() + at.inCurrent();
            above += at.inCurrent() * (at.belowReference() + at.inReference() / 2.0);
            ties += here * here * here - here;
        }
        if (distinct == 1) {
            return Reading.of(1);
        }
        boolean exact = distinct == n + m && Math.min(n, m) <= MAX_EXACT_ROWS && (double) n * m <= MAX_EXACT_PAIRS;
        return Reading.of(exact ? exact(Math.round(above), n, m) : normal(above, (double) n, (double) m, ties));
    }

    private static double normal(double u, double n, double m, double ties) {
        double total = n + m;
        double deviation = Math.sqrt(n * m / 12 * (total + 1 - ties / total / (total - 1)));
        return STANDARD.survivalProbability((u - n * m / 2 - 0.5) / deviation);
    }

    /** The share of orders in which at least u pairs have the reference below. The distribution of u is symmetric about n m / 2. */
    private static double exact(long u, long n, long m) {
        double all = 1;
        int few = (int) Math.min(n, m);
        int many = (int) Math.max(n, m);
        for (int i = 1; i <= few; i++) {
            all = all * (many + i) / i;
        }
        long pairs = n * m;
        boolean upper = 2 * u > pairs;
        double[] orders = orders(few, many, (int) (upper ? pairs - u : u - 1));
        double tail = 0;
        for (double count : orders) {
            tail += count;
        }
        return upper ? tail / all : 1 - tail / all;
    }

    /**
     * For each number of pairs up to the last the orders that have it, by the product of (1 - q^(many + i)) / (1 - q^i) over i up to few.
     */
    private static double[] orders(int few, int many, int last) {
        double[] orders = new double[last + 1];
        if (last < 0) {
            return orders;
        }
        orders[0] = 1;
        for (int i = 1; i <= few; i++) {
            for (int pairs = last; pairs >= many + i; pairs--) {
                orders[pairs] -= orders[pairs - many - i];
            }
            for (int pairs = i; pairs <= last; pairs++) {
                orders[pairs] += orders[pairs - i];
            }
        }
        return orders;
    }
}
