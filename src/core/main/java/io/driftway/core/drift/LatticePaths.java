package io.driftway.core.drift;

/**
 * The exact distribution of the two-sample Kolmogorov-Smirnov distance without ties: every order of n + m values is a path from (0, 0) to
 * (n, m), and all are equally likely. A path is far when it touches a point (i, j) with |i / n - j / m| at least D.
 */
final class LatticePaths {

    private LatticePaths() {}

    /**
     * The share of far paths, from 0 to 1, or past it by rounding where the sizes are equal and nearly all paths are far; D is rounded to
     * the nearest value that sizes n and m allow.
     */
    static double probabilityOfDistance(int n, int m, double d) {
        int divisor = greatestCommonDivisor(n, m);
        long multiple = (long) (n / divisor) * m;
        long h = Math.round(Math.rint(d * multiple));
        if (h == 0) {
            return 1;
        }
        return n == m ? farOfEqualSizes(n, h) : far(Math.max(n, m), Math.min(n, m), divisor, h);
    }

    /**
     * By reflection: 2 (C(2n, n - h) - C(2n, n - 2h) + ...) / C(2n, n), written from the inside out as c1 (1 - c2 (1 - ...)), where each c
     * is the quotient of neighbouring coefficients and below 1.
     */
    private static double farOfEqualSizes(int n, long h) {
        double inner = 0;
        for (long k = n / h - 1; k >= 0; k--) {
            double quotient = 1;
            for (long i = 0; i < h; i++) {
                quotient = quotient * (n - k * h - i) / (n + k * h + i + 1);
            }
            inner = quotient * (1 - inner);
        }
        return 2 * inner;
    }

    /**
     * Row by row: a random path to (i, j) came from (i - 1, j) with probability i / (i + j) and from (i, j - 1) otherwise, which gives its
     * share of far paths from those of its neighbours; far points have the share 1. Only sums of positive numbers, so that small shares
     * keep their digits.
     */
    private static double far(int n, int m, int divisor, long h) {
        long a = n / divisor;
        long b = m / divisor;
        double[] share = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            int from = Math.clamp(Math.floorDiv(b * i - h, a) + 1, 0, m);
            int to = Math.clamp(-Math.floorDiv(-(b * i + h), a) - 1, 0, m);
            if (i > 0) {
                int lastTo = Math.clamp(-Math.floorDiv(-(b * (i - 1) + h), a) - 1, -1, m);
                for (int j = lastTo + 1; j <= to; j++) {
                    share[j] = 1;
                }
            }
            if (from > to) {
                return 1;
            }
            double left = from == 0 ? 0 : 1;
            for (int j = from; j <= to; j++) {
                double came = i + j == 0 ? 0 : (share[j] * i + left * j) / (i + j);
                share[j] = came;
                left = came;
            }
        }
        return share[m];
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
