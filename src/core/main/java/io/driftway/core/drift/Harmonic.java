package io.driftway.core.drift;

/**
 * Sums of 1 / i and 1 / i^2, for i from 1 to n: added up to 1000, beyond by Euler and Maclaurin's expansion, whose first term left out is
 * below 1e-18.
 */
final class Harmonic {

    private static final int MAX_ADDED = 1000;
    private static final double EULER_GAMMA = 0.5772156649015329;

    private Harmonic() {}

    static double sum(long n) {
        if (n > MAX_ADDED) {
            double square = (double) n * n;
            return Math.log((double) n) + EULER_GAMMA + 0.5 / n - (1 / 12.0 - 1 / 120.0 / square) / square;
        }
        double sum = 0;
        for (long i = n; i >= 1; i--) {
            sum += 1.0 / i;
        }
        return sum;
    }

    static double sumOfSquares(long n) {
        if (n > MAX_ADDED) {
            double square = (double) n * n;
            return Math.PI * Math.PI / 6 - 1.0 / n + (0.5 - (1 / 6.0 - 1 / 30.0 / square) / n) / square;
        }
        double sum = 0;
        for (long i = n; i >= 1; i--) {
            sum += 1.0 / ((double) i * i);
        }
        return sum;
    }
}
