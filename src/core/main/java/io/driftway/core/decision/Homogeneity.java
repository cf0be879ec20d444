package io.driftway.core.decision;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Computes Pearson's chi-square test of homogeneity: whether two samples have the same shares. Source: Pearson (1911), Biometrika 8. */
final class Homogeneity {

    private Homogeneity() {}

    /**
     * Tests the frequent cells alone, conditionally on falling into one of them.
     *
     * @param reference rows by cell
     * @param sample rows by the same cells
     * @param minExpected a cell takes part where its expectation is at least so large in both samples
     * @param minCells fewest cells that take part
     * @return p-value in [0, 1]; NaN with fewer cells
     */
    static double pValue(long[] reference, long[] sample, double minExpected, int minCells) {
        double n = sum(reference);
        double m = sum(sample);
        double share = Math.min(n, m) / (n + m);
        double nFrequent = 0;
        double mFrequent = 0;
        int cells = 0;
        for (int cell = 0; cell < reference.length; cell++) {
            if ((reference[cell] + sample[cell]) * share >= minExpected) {
                nFrequent += reference[cell];
                mFrequent += sample[cell];
                cells++;
            }
        }
        if (cells < minCells) {
            return Double.NaN;
        }
        double statistic = 0;
        for (int cell = 0; cell < reference.length; cell++) {
            if ((reference[cell] + sample[cell]) * share >= minExpected) {
                statistic += term(reference[cell], nFrequent, sample[cell], mFrequent);
            }
        }
        return survival(statistic, cells - 1);
    }

    /**
     * Tests all cells, the rare ones folded into one; the fold is left out where it is rare too.
     *
     * @param reference rows by cell
     * @param sample rows by the same cells
     * @param minExpected a cell is folded where its expectation is smaller in one of the samples
     * @return p-value in [0, 1]; 1 with fewer than two cells, hence where a sample is empty
     */
    static double folded(long[] reference, long[] sample, double minExpected) {
        double n = sum(reference);
        double m = sum(sample);
        double share = Math.min(n, m) / (n + m);
        double statistic = 0;
        int cells = 0;
        long foldedReference = 0;
        long foldedSample = 0;
        for (int cell = 0; cell < reference.length; cell++) {
            if ((reference[cell] + sample[cell]) * share >= minExpected) {
                statistic += term(reference[cell], n, sample[cell], m);
                cells++;
            } else {
                foldedReference += reference[cell];
                foldedSample += sample[cell];
            }
        }
        if ((foldedReference + foldedSample) * share >= minExpected) {
            statistic += term(foldedReference, n, foldedSample, m);
            cells++;
        }
        return cells < 2 ? 1 : survival(statistic, cells - 1);
    }

    /** Returns (o - e)^2 / e of one cell, for both samples together. */
    private static double term(double a, double n, double b, double m) {
        double difference = a / n - b / m;
        return a + b == 0 ? 0 : n * m * difference * difference / (a + b);
    }

    private static double survival(double statistic, int degrees) {
        return ChiSquaredDistribution.of(degrees).survivalProbability(statistic);
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
