package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Earth mover's distance in standard deviations of the reference: the integral of |F_reference - F_current| over max(sd, 0.001), the population sd; at least 0.
 * Not symmetric, because the reference alone is the yardstick. A constant reference has the yardstick 0.001, so that any change is huge.
 * Source: {@code scipy.stats.wasserstein_distance}, normed so by Evidently.
 */
final class Wasserstein {

    private static final double LEAST_DEVIATION = 0.001;

    private Wasserstein() {}

    static Reading distance(NumericProfile reference, NumericProfile current) {
        double n = reference.present();
        double m = current.present();
        NumericProfile both = reference.merge(current);
        PairedCounts counts = PairedCounts.of(reference, current);
        double[] values = both.values();
        long below = 0;
        long belowCurrent = 0;
        double sum = 0;
        for (int i = 0; i + 1 < values.length; i++) {
            below += counts.reference()[i];
            belowCurrent += counts.current()[i];
            sum += Math.abs(below / n - belowCurrent / m) * (values[i + 1] - values[i]);
        }
        return Reading.of(sum / Math.max(deviation(reference), LEAST_DEVIATION));
    }

    private static double deviation(NumericProfile side) {
        double n = side.present();
        double mean = 0;
        for (int i = 0; i < side.distinct(); i++) {
            mean += side.values()[i] * (side.counts()[i] / n);
        }
        double squares = 0;
        for (int i = 0; i < side.distinct(); i++) {
            double distance = side.values()[i] - mean;
            squares += distance * distance * side.counts()[i];
        }
        return Math.sqrt(squares / n);
    }
}
