package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t-test of equal means, two-sided, with one variance for both sides: t = (mean_reference - mean_current) / sqrt(s^2 (1/n + 1/m))
 * at n + m - 2 degrees of freedom; the p-value is in [0, 1]. Two different constants: p = 0. The same constant on both sides has no
 * variance and no p-value. Source: {@code scipy.stats.ttest_ind}, which wants two values a side.
 */
final class StudentT {

    private StudentT() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        double unit = Math.max(Moments.unit(reference), Moments.unit(current));
        Moments r = Moments.of(reference, unit);
        Moments c = Moments.of(current, unit);
        if (r.rows() < 2 || c.rows() < 2) {
            return new Reading.None("t_test needs at least 2 values on either side; use ks");
        }
        double freedom = (double) r.rows() + c.rows() - 2;
        double variance = (r.squares() + c.squares()) / freedom;
        double difference = Math.abs(r.mean() - c.mean());
        if (variance == 0 && difference == 0) {
            return new Reading.None(
                    "both sides have one and the same value throughout, which leaves no variance; use ks");
        }
        double error = Math.sqrt(variance) * Math.sqrt(1.0 / r.rows() + 1.0 / c.rows());
        double t = difference / error;
        return Reading.of(
                t == Double.POSITIVE_INFINITY
                        ? 0
                        : 2 * TDistribution.of(freedom).survivalProbability(t));
    }
}
