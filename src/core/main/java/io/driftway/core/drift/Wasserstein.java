package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Earth mover's distance in standard deviations of the reference: the integral of |F_reference - F_current| over max(sd, 0.001), the
 * population sd; at least 0. Not symmetric, because the reference alone is the yardstick. A constant reference has the yardstick 0.001, so
 * that any change is huge. Source: {@code scipy.stats.wasserstein_distance}, normed so by Evidently.
 */
final class Wasserstein {

    private static final double LEAST_DEVIATION = 0.001;

    private Wasserstein() {}

    static Reading distance(NumericProfile reference, NumericProfile current) {
        double n = reference.present();
        double m = current.present();
        MergedValues at = new MergedValues(reference, current);
        at.next();
        double last = at.value();
        double sum = 0;
        while (at.next()) {
            sum += Math.abs(at.belowReference() / n - at.belowCurrent() / m) * (at.value() - last);
            last = at.value();
        }
        double deviation = Moments.of(reference, Moments.unit(reference)).deviation();
        return Reading.of(sum / Math.max(deviation, LEAST_DEVIATION));
    }
}
