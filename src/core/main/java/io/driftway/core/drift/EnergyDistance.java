package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Energy distance: sqrt(2 times the integral of (F_reference - F_current)^2); symmetric, at least 0, in the square root of the unit of the
 * values. It is not normed, so that one threshold does not suit two columns: name one for each. Constant columns are values like any other.
 * Source: {@code scipy.stats.energy_distance}.
 */
final class EnergyDistance {

    private EnergyDistance() {}

    static Reading distance(NumericProfile reference, NumericProfile current) {
        double n = reference.present();
        double m = current.present();
        MergedValues at = new MergedValues(reference, current);
        at.next();
        double last = at.value();
        double sum = 0;
        while (at.next()) {
            double difference = at.belowReference() / n - at.belowCurrent() / m;
            sum += difference * difference * (at.value() - last);
            last = at.value();
        }
        return Reading.of(Math.sqrt(2) * Math.sqrt(sum));
    }
}
