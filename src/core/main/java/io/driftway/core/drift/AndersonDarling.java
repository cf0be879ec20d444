package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Anderson-Darling test of two samples with mid-ranks for ties. The statistic, less its mean and over its deviation, is turned into a
 * p-value by a parabola through the logarithms of the seven tabulated levels, the best in least squares, and kept within the table: p is in
 * [0.001, 0.25], where the ends mean "that or beyond". It needs two distinct values and four values in all. Source: F. W. Scholz and M. A.
 * Stephens, K-Sample Anderson-Darling Tests (1987), and {@code scipy.stats.anderson_ksamp} (scipy 1.10), whose table it is.
 */
final class AndersonDarling {

    private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};

    /** Of the normed statistic, for two samples. */
    private static final double[] CRITICAL = {0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546};

    private static final Parabola LOG_LEVEL = Parabola.through(CRITICAL, LEVELS);

    private AndersonDarling() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        long n = reference.present();
        long m = current.present();
        if (n + m < 4) {
            return new Reading.None("anderson needs at least 4 values in all, got " + (n + m) + "; use ks");
        }
        double sum = 0;
        int distinct = 0;
        double total = (double) n + m;
        for (MergedValues at = new MergedValues(reference, current); at.next(); distinct++) {
            double here = at.inReference() + at.inCurrent();
            double below = at.belowReference() + at.belowCurrent() + here / 2;
            double distance =
                    (at.belowReference() + at.inReference() / 2.0) * m - (at.belowCurrent() + at.inCurrent() / 2.0) * n;
            sum += here * distance * distance / (below * (total - below) - total * here / 4);
        }
        if (distinct < 2) {
            return new Reading.None("both sides have one and the same value throughout; use ks");
        }
        double statistic = sum / total / n / m * (total - 1);
        return Reading.of(significance((statistic - 1) / Math.sqrt(variance(n, m))));
    }

    private static double significance(double statistic) {
        if (statistic < CRITICAL[0]) {
            return LEVELS[0];
        }
        if (statistic > CRITICAL[CRITICAL.length - 1]) {
            return LEVELS[LEVELS.length - 1];
        }
        return Math.exp(LOG_LEVEL.at(statistic));
    }

    private static double variance(long n, long m) {
        double total = (double) n + m;
        double reciprocals = 1.0 / n + 1.0 / m;
        double h = Harmonic.sum(n + m - 1);
        double g = Harmonic.sumOfSquares(n + m - 1) - 2 * h / total;
        double a = (4 * g - 6) + (10 - 6 * g) * reciprocals;
        double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * reciprocals + 4 * h;
        double d = (2 * h + 6) * 4 - 8 * h;
        return (((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3));
    }

    /** c0 + c1 u + c2 u^2 of u = x - centre. */
    private record Parabola(double centre, double c0, double c1, double c2) {

        /** Least squares on the logarithms of y, by polynomials that are orthogonal on the x. */
        static Parabola through(double[] x, double[] y) {
            int size = x.length;
            double centre = 0;
            for (double value : x) {
                centre += value / size;
            }
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            for (double value : x) {
                double u = value - centre;
                s2 += u * u;
                s3 += u * u * u;
                s4 += u * u * u * u;
            }
            double slope = s3 / s2;
            double mean = s2 / size;
            double norm = s4 - slope * s3 - mean * s2;
            double b0 = 0;
            double b1 = 0;
            double b2 = 0;
            for (int i = 0; i < size; i++) {
                double u = x[i] - centre;
                double logarithm = Math.log(y[i]);
                b0 += logarithm / size;
                b1 += logarithm * u / s2;
                b2 += logarithm * (u * u - slope * u - mean) / norm;
            }
            return new Parabola(centre, b0 - b2 * mean, b1 - b2 * slope, b2);
        }

        double at(double x) {
            double u = x - centre;
            return c0 + (c1 + c2 * u) * u;
        }
    }
}
