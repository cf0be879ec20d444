package io.driftway.core.drift;

/**
 * Computes ln n! with the part that loses digits set apart: ln n! = (n + 1/2) ln n - n + ln(2 pi) / 2 + error(n). Probabilities of large counts take
 * the difference of errors, which is small, and of deviances, which are computed without cancellation. Source: C. Loader, Fast and Accurate
 * Computation of Binomial Probabilities (2000); the series is that of Stirling.
 */
public final class StirlingError {

    private static final int SERIES_FROM = 16;
    private static final double HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** ln of 0! to 15!. */
    private static final double[] LOG_FACTORIAL = new double[SERIES_FROM];

    static {
        double factorial = 1;
        for (int i = 1; i < SERIES_FROM; i++) {
            factorial *= i;
            LOG_FACTORIAL[i] = Math.log(factorial);
        }
    }

    private StirlingError() {}

    /** For n of at least 1. */
    static double of(long n) {
        if (n < SERIES_FROM) {
            return LOG_FACTORIAL[(int) n] - (n + 0.5) * Math.log((double) n) + n - HALF_LN_TWO_PI;
        }
        double square = (double) n * n;
        return (1 / 12.0
                        - (1 / 360.0
                                        - (1 / 1260.0
                                                        - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 / square) / square)
                                                                / square)
                                                / square)
                                / square)
                / n;
    }

    /** Returns ln n!, for n of at least 0. */
    public static double logFactorial(long n) {
        return n < SERIES_FROM ? LOG_FACTORIAL[(int) n] : (n + 0.5) * Math.log((double) n) - n + HALF_LN_TWO_PI + of(n);
    }

    /** x ln(x / mean) - x + mean, without cancellation where the two are close; at least 0. */
    static double deviance(double x, double mean) {
        double v = (x - mean) / (x + mean);
        if (Math.abs(v) >= 0.1) {
            return x * Math.log(x / mean) + mean - x;
        }
        double sum = (x - mean) * v;
        double power = 2 * x * v;
        for (int i = 3; ; i += 2) {
            power *= v * v;
            double next = sum + power / i;
            if (next == sum) {
                return sum;
            }
            sum = next;
        }
    }
}
