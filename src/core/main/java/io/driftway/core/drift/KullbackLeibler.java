package io.driftway.core.drift;

import java.util.Arrays;

/**
 * Kullback-Leibler divergence in nats, from the reference to the current: the sum of p ln(p / q) over the bins, with the shares p of the
 * reference and q of the current, {@link FilledShares filled} and then normed to the sum 1; at least 0, not symmetric. Bins as of {@link
 * Bins}. Source: {@code scipy.stats.entropy(p, q)}, called so by Evidently.
 */
final class KullbackLeibler {

    private KullbackLeibler() {}

    static Reading divergence(PairedCounts counts) {
        double[] reference = FilledShares.of(counts.reference());
        double[] current = FilledShares.of(counts.current());
        double sumReference = Arrays.stream(reference).sum();
        double sumCurrent = Arrays.stream(current).sum();
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = reference[i] / sumReference;
            sum += p * Math.log(p / (current[i] / sumCurrent));
        }
        return Reading.of(Math.max(0, sum));
    }
}
