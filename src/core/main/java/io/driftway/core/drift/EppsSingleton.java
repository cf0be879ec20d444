package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Epps-Singleton test: whether the characteristic functions of two samples agree at 0.4 and 0.8 over half the interquartile range of both.
 * With g(x) the cosines and sines there, W = (n + m) d' S^-1 d of the difference d of the means of g and S = (n + m) (cov_reference / n +
 * cov_current / m), by chi-square at the rank of S degrees of freedom; the p-value is in [0, 1]. Below 25 values a side W is reduced for
 * small samples. It needs five values a side and an interquartile range above 0. Values are counted from the lower quartile, which turns d
 * and S alike and leaves W as it is. Source: T. W. Epps and K. J. Singleton (1986), {@code scipy.stats.epps_singleton_2samp}.
 */
final class EppsSingleton {

    private static final int LEAST_ROWS = 5;
    private static final int SMALL_ROWS = 25;
    private static final double[] POINTS = {0.4, 0.8};

    /** Directions in which the spread is this small, next to the widest, are rounding: two-valued columns have one direction only. */
    private static final double NO_SPREAD = 1e-13;

    private EppsSingleton() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        long n = reference.present();
        long m = current.present();
        if (Math.min(n, m) < LEAST_ROWS) {
            return new Reading.None("es needs at least 5 values on either side, got " + n + " and " + m + "; use ks");
        }
        double[] quartiles = quartiles(reference, current, n + m);
        double scale = (quartiles[1] - quartiles[0]) / 2;
        double reach = Math.max(
                reference.values()[reference.distinct() - 1] - reference.values()[0],
                current.values()[current.distinct() - 1] - current.values()[0]);
        if (!(scale > 0)) {
            return new Reading.None(
                    "es needs an interquartile range above 0: half of the values of both sides are one and the same; use ks");
        }
        if (reference.distinct() == 1 && current.distinct() == 1) {
            return new Reading.None("es needs values that vary within a side; use ks");
        }
        if (!Double.isFinite(reach / scale)
                || !Double.isFinite((reference.values()[0] - quartiles[0]) / scale)
                || !Double.isFinite((current.values()[0] - quartiles[0]) / scale)) {
            return new Reading.None("the values lie too far apart next to their interquartile range for es; use ks");
        }
        return statistic(reference, current, quartiles[0], scale);
    }

    private static Reading statistic(NumericProfile reference, NumericProfile current, double origin, double scale) {
        double n = reference.present();
        double m = current.present();
        double[] difference = new double[2 * POINTS.length];
        double[][] spread = new double[difference.length][difference.length];
        add(reference, origin, scale, 1, (n + m) / n, difference, spread);
        add(current, origin, scale, -1, (n + m) / m, difference, spread);
        SymmetricEigen eigen = SymmetricEigen.of(spread);
        double widest = Arrays.stream(eigen.values()).max().orElseThrow();
        double sum = 0;
        int rank = 0;
        for (int k = 0; k < difference.length; k++) {
            double value = eigen.values()[k];
            if (value > widest * NO_SPREAD) {
                double along = 0;
                for (int i = 0; i < difference.length; i++) {
                    along += eigen.vectors()[i][k] * difference[i];
                }
                sum += along * along / value;
                rank++;
            }
        }
        if (rank == 0) {
            return new Reading.None("es needs values that vary within a side; use ks");
        }
        double statistic = (n + m) * sum;
        if (Math.max(n, m) < SMALL_ROWS) {
            statistic /= 1 + Math.pow(n + m, -0.45) + 10.1 * (Math.pow(n, -1.7) + Math.pow(m, -1.7));
        }
        return Reading.of(ChiSquaredDistribution.of(rank).survivalProbability(statistic));
    }

    /** Adds the mean of g, with the sign, to the difference, and the population covariance of g, with the weight, to the spread. */
    private static void add(
            NumericProfile side,
            double origin,
            double scale,
            int sign,
            double weight,
            double[] difference,
            double[][] spread) {
        double rows = side.present();
        int size = difference.length;
        double[] mean = new double[size];
        double[] g = new double[size];
        for (int v = 0; v < side.distinct(); v++) {
            functions((side.values()[v] - origin) / scale, g);
            for (int i = 0; i < size; i++) {
                mean[i] += g[i] * side.counts()[v];
            }
        }
        for (int i = 0; i < size; i++) {
            mean[i] /= rows;
            difference[i] += sign * mean[i];
        }
        if (side.distinct() == 1) {
            return;
        }
        for (int v = 0; v < side.distinct(); v++) {
            functions((side.values()[v] - origin) / scale, g);
            double share = weight * (side.counts()[v] / rows);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    spread[i][j] += share * (g[i] - mean[i]) * (g[j] - mean[j]);
                }
            }
        }
    }

    private static void functions(double x, double[] g) {
        for (int i = 0; i < POINTS.length; i++) {
            g[i] = Math.cos(POINTS[i] * x);
            g[POINTS.length + i] = Math.sin(POINTS[i] * x);
        }
    }

    /** Lower and upper quartile of both sides, interpolated between neighbours as numpy does. */
    private static double[] quartiles(NumericProfile reference, NumericProfile current, long rows) {
        double[] ranks = {0.25 * (rows - 1), 0.75 * (rows - 1)};
        double[] lower = new double[2];
        double[] upper = new double[2];
        for (MergedValues at = new MergedValues(reference, current); at.next(); ) {
            long from = at.belowReference() + at.belowCurrent();
            long to = from + at.inReference() + at.inCurrent();
            for (int i = 0; i < 2; i++) {
                double floor = Math.floor(ranks[i]);
                if (from <= floor && floor < to) {
                    lower[i] = at.value();
                }
                if (from <= floor + 1 && floor + 1 < to) {
                    upper[i] = at.value();
                }
            }
        }
        double[] quartiles = new double[2];
        for (int i = 0; i < 2; i++) {
            double beyond = ranks[i] - Math.floor(ranks[i]);
            double gap = upper[i] - lower[i];
            quartiles[i] = beyond < 0.5 ? lower[i] + gap * beyond : upper[i] - gap * (1 - beyond);
        }
        return quartiles;
    }
}
