package io.driftway.core.drift;

/**
 * The limiting distribution of the Cramér-von Mises statistic: the sum over k of gamma(k + 1/2) / k! sqrt(4k + 1) exp(-q) K(q) / (pi^1.5
 * sqrt(x)) with q = (4k + 1)^2 / (16 x) and the Bessel function K of order 1/4. Terms below 1e-7 end the sum, as in scipy and so in
 * Evidently, whose smallest p-values (2e-9 at x = 10, 4e-8 at 200) are what that leaves out. Source: S. Csörgő and J. J. Faraway, The Exact
 * and Asymptotic Distributions of Cramér-von Mises Statistics (1996).
 */
final class CramerVonMisesLimit {

    private static final double LEAST_TERM = 1e-7;

    private CramerVonMisesLimit() {}

    /** For x above 0. */
    static double cumulative(double x) {
        double quotient = Math.sqrt(Math.PI);
        double sum = 0;
        for (int k = 0; ; k++) {
            double y = 4.0 * k + 1;
            double q = y * y / (16 * x);
            double term = quotient
                    / (Math.PI * Math.sqrt(Math.PI) * Math.sqrt(x))
                    * Math.sqrt(y)
                    * Math.exp(-2 * q)
                    * scaledBessel(q);
            sum += term;
            if (!(term >= LEAST_TERM)) {
                return sum;
            }
            quotient *= (k + 0.5) / (k + 1);
        }
    }

    /**
     * exp(q) K(q) of order 1/4, the integral of exp(-q (cosh t - 1)) cosh(t / 4) over t from 0. The trapezium rule gives all digits, since
     * what it leaves out falls with the exponential of 1 / step; it ends where the integrand is below 1e-19.
     */
    static double scaledBessel(double q) {
        double step = Math.min(0.125, 0.5 / Math.sqrt(q));
        double sum = 0.5;
        for (int i = 1; ; i++) {
            double t = i * step;
            double half = Math.sinh(t / 2);
            double term = Math.exp(-2 * q * half * half) * Math.cosh(t / 4);
            sum += term;
            if (term < 1e-19 * sum) {
                return sum * step;
            }
        }
    }
}
