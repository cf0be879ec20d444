package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Permutation test on the squared maximum mean discrepancy: the share, in [0, 1], of 100 random divisions of the pooled rows that are at
 * least as far apart as the data. The kernel is exp(-(x - y)^2 / median), with the median of the squared distances of pairs of the
 * reference. The cost is quadratic in rows, so a side of more than 1000 rows is represented by 1000 of them, drawn at random with a fixed
 * seed. Each side needs two values, and more than half of the pairs of the reference must differ. Source: A. Gretton et al., A Kernel
 * Two-Sample Test (2012); kernel and number of permutations are Evidently's, which has no seed.
 */
final class MaximumMeanDiscrepancy {

    static final int PERMUTATIONS = 100;
    static final int MAX_ROWS = 1000;

    private static final long SEED = 0x5DEECE66DL;

    /** Sums of the same terms in other orders differ by less; the discrepancy itself is at most 2. */
    private static final double ROUNDING = 1e-12;

    private MaximumMeanDiscrepancy() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        if (Math.min(reference.present(), current.present()) < 2) {
            return new Reading.None("empirical_mmd needs at least 2 values on either side; use ks");
        }
        RandomGenerator random = new SplittableRandom(SEED);
        double unit = Math.max(Moments.unit(reference), Moments.unit(current));
        double[] left = rows(reference, unit, random);
        double[] right = rows(current, unit, random);
        double median = medianOfPairs(left);
        if (!(median > 0)) {
            return new Reading.None(
                    "empirical_mmd needs a reference in which more than half of the pairs of values differ; use ks");
        }
        double[] pooled = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, pooled, left.length, right.length);
        double[] values = Arrays.stream(pooled).sorted().distinct().toArray();
        int[] places = Arrays.stream(pooled)
                .mapToInt(v -> Arrays.binarySearch(values, v))
                .toArray();
        Kernel kernel = Kernel.of(values, median, places);
        double seen = kernel.discrepancy(places, left.length);
        int counted = 0;
        for (int i = 0; i < PERMUTATIONS; i++) {
            choose(random, places, left.length);
            counted += kernel.discrepancy(places, left.length) >= seen - ROUNDING ? 1 : 0;
        }
        return Simulation.share(seen, counted, PERMUTATIONS, pooled.length);
    }

    /** All rows, or as many as are used, in units. */
    private static double[] rows(NumericProfile side, double unit, RandomGenerator random) {
        long present = side.present();
        double[] rows = new double[(int) Math.min(present, MAX_ROWS)];
        long[] ranks = new long[rows.length];
        if (present <= MAX_ROWS) {
            Arrays.setAll(ranks, i -> i);
        } else {
            TreeSet<Long> drawn = new TreeSet<>();
            while (drawn.size() < rows.length) {
                drawn.add(random.nextLong(present));
            }
            ranks = drawn.stream().mapToLong(Long::longValue).toArray();
        }
        int value = 0;
        long below = 0;
        for (int i = 0; i < rows.length; i++) {
            while (ranks[i] >= below + side.counts()[value]) {
                below += side.counts()[value++];
            }
            rows[i] = side.values()[value] / unit;
        }
        return rows;
    }

    /** The lower one, of the squared distances. */
    private static double medianOfPairs(double[] rows) {
        double[] distances = new double[rows.length * (rows.length - 1) / 2];
        int size = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[size++] = Math.abs(rows[i] - rows[j]);
            }
        }
        Arrays.sort(distances);
        double median = distances[(size - 1) / 2];
        return median * median;
    }

    /** Puts a random choice of the places first. */
    private static void choose(RandomGenerator random, int[] places, int chosen) {
        for (int i = 0; i < chosen; i++) {
            int other = random.nextInt(i, places.length);
            int place = places[i];
            places[i] = places[other];
            places[other] = place;
        }
    }

    /**
     * The kernel between distinct values.
     *
     * @param matrix value by value
     * @param toAll the sum over all rows, value by value
     * @param all the sum over all pairs of rows, each row with itself too
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Kernel(double[][] matrix, double[] toAll, double all) {

        static Kernel of(double[] values, double median, int[] places) {
            double[][] matrix = new double[values.length][values.length];
            double[] rows = new double[values.length];
            for (int place : places) {
                rows[place]++;
            }
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j <= i; j++) {
                    double distance = values[i] - values[j];
                    matrix[i][j] = Math.exp(-distance * distance / median);
                    matrix[j][i] = matrix[i][j];
                }
            }
            double[] toAll = new double[values.length];
            double all = 0;
            for (int i = 0; i < values.length; i++) {
                toAll[i] = dot(matrix[i], rows);
                all += toAll[i] * rows[i];
            }
            return new Kernel(matrix, toAll, all);
        }

        /** Between the rows at the first so many places and those at the others. */
        double discrepancy(int[] places, int first) {
            double[] rows = new double[toAll.length];
            for (int i = 0; i < first; i++) {
                rows[places[i]]++;
            }
            double within = 0;
            double outgoing = 0;
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] > 0) {
                    within += rows[i] * dot(matrix[i], rows);
                    outgoing += rows[i] * toAll[i];
                }
            }
            double n = first;
            double m = places.length - n;
            double between = outgoing - within;
            double others = all - within - 2 * between;
            return (within - n) / (n * (n - 1)) + (others - m) / (m * (m - 1)) - 2 * between / (n * m);
        }

        private static double dot(double[] left, double[] right) {
            double sum = 0;
            for (int i = 0; i < left.length; i++) {
                sum += left[i] * right[i];
            }
            return sum;
        }
    }
}
