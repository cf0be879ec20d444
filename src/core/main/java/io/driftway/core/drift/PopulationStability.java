package io.driftway.core.drift;

/**
 * Population stability index: the sum of (p - q) ln(p / q) over the bins, with the shares p of the reference and q of the current, {@link
 * FilledShares filled}; at least 0, symmetric on the same bins. Bins as of {@link Bins}; constant columns are one bin. Source: Evidently.
 */
final class PopulationStability {

    private PopulationStability() {}

    static Reading index(PairedCounts counts) {
        double[] reference = FilledShares.of(counts.reference());
        double[] current = FilledShares.of(counts.current());
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += (reference[i] - current[i]) * Math.log(reference[i] / current[i]);
        }
        return Reading.of(sum);
    }
}
