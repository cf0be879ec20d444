package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;

/**
 * Cramér-von Mises test of two samples: the p-value, in [0, 1], of T = U / (n m (n + m)) - (4 n m - 1) / (6 (n + m)) with Anderson's rank
 * sum U and mid-ranks for ties. Without ties T is n m / (n + m)^2 times the sum of squared differences of the distribution functions. Ties
 * enter U with their cubes, so that T grows with them, on unequal sizes without bound: two sides of one tied distribution are then found
 * different. Exact up to 20 values a side, else the limiting distribution of the normed T; p = 1 below a normed T of 0.003, and values
 * below 1e-6 are what its series leaves out. Each side needs two values. Source: T. W. Anderson (1962), {@code
 * scipy.stats.cramervonmises_2samp} and Evidently's copy of it.
 */
final class CramerVonMises {

    private static final int MAX_EXACT_ROWS = 20;
    private static final double LEAST_STATISTIC = 0.003;

    private CramerVonMises() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        long n = reference.present();
        long m = current.present();
        if (Math.min(n, m) < 2) {
            return new Reading.None("cramer_von_mises needs at least 2 values on either side; use ks");
        }
        return Reading.of(
                Math.max(n, m) <= MAX_EXACT_ROWS
                        ? exact(fourfoldRankSum(reference, current), (int) n, (int) m)
                        : asymptotic(statistic(reference, current, (double) n, (double) m), (double) n, (double) m));
    }

    /**
     * T without the cancellation of its definition: with the differences of mid-counts n m (F - G) at each value, where x rows of the
     * reference and y of the current stand, (sum (x + y) difference^2 + ((n^2 + n m + m^2) sum (x^3 + y^3) - 3 n m sum x y (x + y)) / 12) /
     * (n m (n + m)^2) - (n - m)^2 / (12 n m (n + m)).
     */
    static double statistic(NumericProfile reference, NumericProfile current, double n, double m) {
        double differences = 0;
        double cubes = 0;
        double mixed = 0;
        for (MergedValues at = new MergedValues(reference, current); at.next(); ) {
            double x = at.inReference();
            double y = at.inCurrent();
            double difference = (at.belowReference() + x / 2) * m - (at.belowCurrent() + y / 2) * n;
            differences += (x + y) * difference * difference;
            cubes += x * x * x + y * y * y;
            mixed += x * y * (x + y);
        }
        double total = n + m;
        double product = n * m;
        double ties = ((n * n + product + m * m) * cubes - 3 * product * mixed) / 12;
        return (differences + ties) / total / total / product - (n - m) * (n - m) / (12 * product * total);
    }

    private static double asymptotic(double statistic, double n, double m) {
        double total = n + m;
        double product = n * m;
        double expected = (1 + 1 / total) / 6;
        double variance = (total + 1)
                * (4 * product * total - 3 * (n * n + m * m) - 2 * product)
                / (45 * total * total * 4 * product);
        double normed = 1 / 6.0 + (statistic - expected) / Math.sqrt(45 * variance);
        return normed < LEAST_STATISTIC ? 1 : Math.clamp(1 - CramerVonMisesLimit.cumulative(normed), 0, 1);
    }

    /** 4 U, a whole number: n sum (rank - i)^2 over the reference, and m sum (rank - j)^2 over the current. */
    private static long fourfoldRankSum(NumericProfile reference, NumericProfile current) {
        long left = 0;
        long right = 0;
        for (MergedValues at = new MergedValues(reference, current); at.next(); ) {
            long x = at.inReference();
            long y = at.inCurrent();
            long i = 2 * at.belowReference() + x;
            long j = 2 * at.belowCurrent() + y;
            left += x * j * j + (x * x * x - x) / 3;
            right += y * i * i + (y * y * y - y) / 3;
        }
        return reference.present() * left + current.present() * right;
    }

    /**
     * The share of all orders of the n + m values whose sum of squared differences of distribution functions, in whole units, is at least
     * that seen. The first and the second half of an order are listed apart, and met where they join.
     */
    private static double exact(long fourfoldRankSum, int n, int m) {
        long product = (long) n * m;
        long multiple = product / greatestCommonDivisor(n, m);
        long seen = Math.floorDiv(
                multiple * multiple * (n + m) * (6 * fourfoldRankSum - 4 * product * (4 * product - 1)),
                24 * product * product);
        int half = (n + m) / 2;
        long[][] first = sums(n, m, half);
        long[][] second = sums(n, m, n + m - half);
        double counted = 0;
        double all = 0;
        for (int i = Math.max(0, half - m); i <= Math.min(n, half); i++) {
            long[] ends = second[n - i];
            long atJoin = square(n, m, i, half - i);
            int from = ends.length;
            for (long start : first[i]) {
                while (from > 0 && start + ends[from - 1] - atJoin >= seen) {
                    from--;
                }
                counted += ends.length - from;
            }
            all += (double) first[i].length * ends.length;
        }
        return counted / all;
    }

    /** By the number of steps that were of the reference, the sums of all paths of so many steps, ascending. */
    private static long[][] sums(int n, int m, int steps) {
        long[][] sums = new long[n + 1][0];
        sums[0] = new long[1];
        for (int step = 1; step <= steps; step++) {
            for (int i = Math.min(n, step); i >= 0; i--) {
                int j = step - i;
                long[] came = j < 1 || j > m ? new long[0] : sums[i];
                long[] other = i == 0 || j > m ? new long[0] : sums[i - 1];
                long[] both = Arrays.copyOf(came, came.length + other.length);
                System.arraycopy(other, 0, both, came.length, other.length);
                long here = square(n, m, i, j);
                for (int k = 0; k < both.length; k++) {
                    both[k] += here;
                }
                sums[i] = both;
            }
        }
        for (long[] list : sums) {
            Arrays.sort(list);
        }
        return sums;
    }

    private static long square(int n, int m, int i, int j) {
        int divisor = greatestCommonDivisor(n, m);
        long difference = (long) (m / divisor) * i - (long) (n / divisor) * j;
        return difference * difference;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
