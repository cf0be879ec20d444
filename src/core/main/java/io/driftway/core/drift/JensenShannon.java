package io.driftway.core.drift;

/**
 * Jensen-Shannon distance, the root of the divergence in nats: with shares p, q and their mean M, sqrt((KL(p, M) + KL(q, M)) / 2); symmetric, in [0, sqrt(ln 2)].
 * Source: {@code scipy.spatial.distance.jensenshannon}. The root makes 1e-8 of the 1e-16 by which sums are rounded, so values below 1e-6 are noise.
 */
final class JensenShannon {

    private JensenShannon() {}

    static Reading distance(PairedCounts counts) {
        double n = counts.rowsReference();
        double m = counts.rowsCurrent();
        double left = 0;
        double right = 0;
        for (int i = 0; i < counts.size(); i++) {
            double p = counts.reference()[i] / n;
            double q = counts.current()[i] / m;
            double mean = (p + q) / 2;
            left += p == 0 ? 0 : p * Math.log(p / mean);
            right += q == 0 ? 0 : q * Math.log(q / mean);
        }
        return Reading.of(Math.sqrt(Math.max(0, left + right) / 2));
    }
}
