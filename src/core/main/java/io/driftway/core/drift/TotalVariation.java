package io.driftway.core.drift;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Permutation test on the total variation distance, half the sum of |p - q| over the labels: the share, in [0, 1], of 1000 random divisions
 * of the pooled rows into sides of these sizes that are at least as far apart as the data. Divisions are drawn as counts, label by label,
 * which is the same as shuffling rows and costs nothing a row; the seed is fixed, so that the same counts have the same answer. A constant
 * is never far: p = 1. Source: Evidently, which shuffles rows with numpy's seed 0, so that its p-value differs by the error of the
 * simulation.
 */
final class TotalVariation {

    static final int PERMUTATIONS = 1000;

    private static final long SEED = 0x5DEECE66DL;

    private TotalVariation() {}

    static Reading pValue(PairedCounts counts) {
        long n = counts.rowsReference();
        long m = counts.rowsCurrent();
        double seen = gap(counts.reference(), counts.current(), (double) n, (double) m);
        RandomGenerator random = new SplittableRandom(SEED);
        long[] left = new long[counts.size()];
        long[] right = new long[counts.size()];
        int counted = 0;
        for (int i = 0; i < PERMUTATIONS; i++) {
            divide(random, counts, n, left, right);
            counted += gap(left, right, (double) n, (double) m) >= seen ? 1 : 0;
        }
        return Simulation.share(seen / (2.0 * n * m), counted, PERMUTATIONS, n + m);
    }

    /** 2 n m times the distance: whole numbers, which a double holds exactly to 9e15, so that equal distances compare as equal. */
    private static double gap(long[] left, long[] right, double n, double m) {
        double gap = 0;
        for (int i = 0; i < left.length; i++) {
            gap += Math.abs(left[i] * m - right[i] * n);
        }
        return gap;
    }

    private static void divide(RandomGenerator random, PairedCounts counts, long n, long[] left, long[] right) {
        long whole = counts.rowsReference() + counts.rowsCurrent();
        long part = n;
        for (int i = 0; i < left.length; i++) {
            long kind = counts.reference()[i] + counts.current()[i];
            left[i] = HypergeometricDraw.next(random, kind, whole, part);
            right[i] = kind - left[i];
            whole -= kind;
            part -= left[i];
        }
    }
}
