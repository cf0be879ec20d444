package io.driftway.core.drift;

/**
 * Hellinger distance: with the shares p of the reference and q of the current sqrt(1 - sum sqrt(p q)), computed as sqrt(sum (sqrt p - sqrt
 * q)^2 / 2), which keeps its digits near 0; symmetric, in [0, 1]. Labels have a bin each; numbers have bins of equal width, as many as
 * Sturges' rule makes of the number of distinct values of both sides. A constant is one bin. Source: Evidently.
 */
final class Hellinger {

    private Hellinger() {}

    static Reading distance(PairedCounts counts) {
        double n = counts.rowsReference();
        double m = counts.rowsCurrent();
        double sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            double difference = Math.sqrt(counts.reference()[i] / n) - Math.sqrt(counts.current()[i] / m);
            sum += difference * difference;
        }
        return Reading.of(Math.min(1, Math.sqrt(sum / 2)));
    }
}
