package io.driftway.core.decision;

import java.util.Arrays;

/**
 * Combines p-values. Sources: Simes (1986), "An improved Bonferroni procedure for multiple tests of significance", Biometrika 73; Benjamini and
 * Hochberg (1995), Journal of the Royal Statistical Society B 57.
 */
final class Simes {

    private Simes() {}

    /** Returns the p-value of the hypothesis that all k hypotheses hold, min over i of k p_(i) / i; in [0, 1], and 1 where there is none. */
    static double pValue(double[] pValues) {
        double[] sorted = pValues.clone();
        Arrays.sort(sorted);
        double least = 1;
        for (int i = 0; i < sorted.length; i++) {
            least = Math.min(least, sorted[i] * sorted.length / (i + 1));
        }
        return least;
    }

    /** Returns the greatest p-value that is rejected at a false discovery rate, or -1 where none is. */
    static double rejected(double[] pValues, double rate) {
        double[] sorted = pValues.clone();
        Arrays.sort(sorted);
        for (int i = sorted.length - 1; i >= 0; i--) {
            if (sorted[i] * sorted.length <= rate * (i + 1)) {
                return sorted[i];
            }
        }
        return -1;
    }
}
