package io.driftway.core.decision;

import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * A numeric column of the reference, cut at no more than {@value #QUANTILES} of its quantiles. The first cell is below the reference's
 * least value, the last above its greatest.
 *
 * <p>Values are tested by the statistic of Anderson and Darling on the cut, T = ne sum_b dF_b (G_b - F_b)^2 / (H_b (1 - H_b)), with F, G
 * and H the shares of reference, sample and both below edge b, and ne = nm / (n + m). Its null distribution is a weighted sum of
 * chi-squares; the tail is that of Liu, Tang and Zhang (2009), "A new chi-square approximation to the distribution of non-negative
 * definite quadratic forms in non-central normal variables", Computational Statistics and Data Analysis 53. The tails are tested by
 * Fisher's exact test, below the lowest edge, above the highest, and beyond the range of the reference. An edge takes part where at least
 * {@value #MIN_EXPECTED} rows of the smaller sample are expected on either side of it. Where none does, as with few rows or nearly all equal,
 * Fisher's exact test alone judges the edge that halves the reference best. A constant column is judged by the range alone.
 */
final class NumericReference implements ReferenceColumn {

    private static final int QUANTILES = 64;

    /** A multiple of the other, so that its edges are among those of the finer cut. */
    private static final int FINER = 4 * QUANTILES;

    /** An edge takes part where so many rows of the smaller sample are to be expected on either side of it. */
    private static final int MIN_EXPECTED = 10;

    private final String name;
    /** Ascending; the first is the reference's least value, the last its greatest. A cell ends at its edge, inclusive. */
    private final double[] edges;
    /** Whether the reference has values strictly between an edge and the next. */
    private final boolean[] inside;

    private final ColumnCounts counts;
    /** The share of the reference at or below each edge. */
    private final double[] below;

    private final double sd;
    /** The edge that halves the reference best, or -1 where all its values are equal. */
    private final int middle;

    private final Map<Kept, Moments> moments = new ConcurrentHashMap<>();

    /** The edges that take part in a test, from the first to the last, both inclusive. */
    private record Kept(int first, int last) {
        boolean none() {
            return first > last;
        }
    }

    /** The first three moments tr(A^k) of the weighted chi-square that the statistic follows without drift. */
    private record Moments(double first, double second, double third) {}

    NumericReference(NumericProfile reference) {
        name = reference.name();
        edges = edges(reference, QUANTILES);
        inside = new boolean[edges.length];
        for (double value : reference.values()) {
            int edge = Arrays.binarySearch(edges, value);
            if (edge < 0) {
                inside[-edge - 2] = true;
            }
        }
        counts = count(reference);
        below = below(counts);
        sd = sd(reference);
        middle = middle();
    }

    /**
     * Leaves out values that no cell needs: of those between two neighbouring edges of a cut at {@value #FINER} quantiles, the median stands for
     * all. Cells and counts stay as they are, and the standard deviation nearly so.
     *
     * @return with at most 2 * {@value #FINER} + 1 values
     */
    static NumericProfile thinned(NumericProfile reference) {
        double[] edges = edges(reference, FINER);
        double[] values = new double[2 * edges.length];
        long[] counts = new long[values.length];
        int size = 0;
        int from = 0;
        for (double edge : edges) {
            int to = Arrays.binarySearch(reference.values(), edge);
            long between = Arrays.stream(reference.counts(), from, to).sum();
            if (between > 0) {
                int median = from;
                for (long seen = reference.counts()[from];
                        2 * seen < between;
                        seen += reference.counts()[median]) {
                    median++;
                }
                values[size] = reference.values()[median];
                counts[size++] = between;
            }
            values[size] = edge;
            counts[size++] = reference.counts()[to];
            from = to + 1;
        }
        return new NumericProfile(
                reference.name(),
                Arrays.copyOf(values, size),
                Arrays.copyOf(counts, size),
                reference.missing(),
                reference.infinite(),
                reference.bits());
    }

    private static double[] edges(NumericProfile reference, int quantiles) {
        double[] values = reference.values();
        long present = reference.present();
        double[] edges = new double[quantiles + 1];
        int size = 0;
        long seen = 0;
        long quantile = 1;
        for (int i = 0; i < values.length; i++) {
            seen += reference.counts()[i];
            if (i == 0 || seen * quantiles >= quantile * present) {
                edges[size++] = values[i];
                quantile = seen * quantiles / present + 1;
            }
        }
        return Arrays.copyOf(edges, size);
    }

    private static double[] below(ColumnCounts counts) {
        double[] below = new double[counts.cells().length - 2];
        double present = counts.present();
        long sum = counts.cells()[0];
        for (int edge = 0; edge < below.length; edge++) {
            sum += counts.cells()[edge + 1];
            below[edge] = sum / present;
        }
        return below;
    }

    private int middle() {
        int best = -1;
        for (int edge = 0; edge < edges.length - 1; edge++) {
            best = best < 0 || Math.abs(below[edge] - 0.5) < Math.abs(below[best] - 0.5) ? edge : best;
        }
        return best;
    }

    private static double sd(NumericProfile reference) {
        double present = reference.present();
        double mean = 0;
        for (int i = 0; i < reference.values().length; i++) {
            mean += reference.values()[i] * (reference.counts()[i] / present);
        }
        double squares = 0;
        for (int i = 0; i < reference.values().length; i++) {
            double difference = reference.values()[i] - mean;
            squares += difference * difference * (reference.counts()[i] / present);
        }
        return Math.sqrt(squares);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnCounts counts() {
        return counts;
    }

    /** Infinite cells count as missing: they take part in no statistic. */
    @Override
    public ColumnCounts count(ColumnProfile sample) {
        if (!(sample instanceof NumericProfile numbers)) {
            throw new IllegalArgumentException(name + " is numeric in the reference and categorical in the sample");
        }
        long[] cells = new long[edges.length + 2];
        int edge = 0;
        for (int i = 0; i < numbers.values().length; i++) {
            double value = numbers.values()[i];
            while (edge < edges.length && value > edges[edge]) {
                edge++;
            }
            cells[value < edges[0] ? 0 : edge + 1] += numbers.counts()[i];
        }
        return new ColumnCounts(cells, numbers.missing() + numbers.infinite());
    }

    @Override
    public int[] cells(Column rows) {
        if (!(rows instanceof NumericColumn numbers)) {
            throw new IllegalArgumentException(name + " is numeric in the reference and not in these rows");
        }
        return Arrays.stream(numbers.values())
                .mapToInt(value -> Double.isFinite(value) ? cell(value) : -1)
                .toArray();
    }

    private int cell(double value) {
        int edge = Arrays.binarySearch(edges, value);
        return edge >= 0 ? edge + 1 : -edge - 1 == 0 ? 0 : -edge;
    }

    @Override
    public double valuesPValue(ColumnCounts sample) {
        long n = counts.present();
        long m = sample.present();
        if (m == 0) {
            return 1;
        }
        Kept kept = kept(Math.min(n, m));
        // The range is the reference's own, which chance leaves more often than Fisher's test of 0 of n says: with 1 of
        // n it is exact for
        // continuous values, P(K >= k) of a beta-binomial distribution with parameters 2 and n - 1.
        double range = Fisher.pValue(1, n, sample.cells()[0] + sample.cells()[edges.length + 1], m);
        if (kept.none()) {
            return middle < 0 ? range : Math.min(1, 2 * Math.min(range, tail(sample, middle)));
        }
        double low = tail(sample, kept.first());
        double tails = kept.first() == kept.last()
                ? 2 * Math.min(range, low)
                : 3 * Math.min(range, Math.min(low, tail(sample, kept.last())));
        return Math.min(1, 2 * Math.min(tails, andersonDarling(sample, kept)));
    }

    private Kept kept(long fewer) {
        int first = 0;
        int last = edges.length - 1;
        while (first <= last && fewer * below[first] < MIN_EXPECTED) {
            first++;
        }
        while (last >= first && fewer * (1 - below[last]) < MIN_EXPECTED) {
            last--;
        }
        return new Kept(first, last);
    }

    /** Tests the share of values at or below an edge. */
    private double tail(ColumnCounts sample, int edge) {
        return Fisher.pValue(upTo(counts, edge), counts.present(), upTo(sample, edge), sample.present());
    }

    private static long upTo(ColumnCounts sample, int edge) {
        long sum = 0;
        for (int cell = 0; cell <= edge + 1; cell++) {
            sum += sample.cells()[cell];
        }
        return sum;
    }

    private double andersonDarling(ColumnCounts sample, Kept kept) {
        double n = counts.present();
        double m = sample.present();
        double[] shares = below(sample);
        double statistic = 0;
        for (int edge = kept.first(); edge <= kept.last(); edge++) {
            double difference = shares[edge] - below[edge];
            double both = (n * below[edge] + m * shares[edge]) / (n + m);
            statistic += mass(edge, kept) * difference * difference / (both * (1 - both));
        }
        return tail(n * m / (n + m) * statistic, moments.computeIfAbsent(kept, this::moments));
    }

    /** What the reference has between an edge and the kept one before it. */
    private double mass(int edge, Kept kept) {
        return edge == kept.first() ? below[edge] : below[edge] - below[edge - 1];
    }

    private Moments moments(Kept kept) {
        int size = kept.last() - kept.first() + 1;
        double[][] a = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double f = below[kept.first() + Math.min(i, j)];
                double g = below[kept.first() + Math.max(i, j)];
                a[i][j] = Math.sqrt(weight(kept.first() + i, kept) * weight(kept.first() + j, kept)) * f * (1 - g);
            }
        }
        double first = 0;
        double second = 0;
        double third = 0;
        for (int i = 0; i < size; i++) {
            first += a[i][i];
            for (int j = 0; j < size; j++) {
                second += a[i][j] * a[i][j];
                double product = 0;
                for (int k = 0; k < size; k++) {
                    product += a[i][k] * a[k][j];
                }
                third += product * a[j][i];
            }
        }
        return new Moments(first, second, third);
    }

    private double weight(int edge, Kept kept) {
        return mass(edge, kept) / (below[edge] * (1 - below[edge]));
    }

    private static double tail(double statistic, Moments moments) {
        double degrees = Math.pow(moments.second(), 3) / (moments.third() * moments.third());
        double standard = (statistic - moments.first()) / Math.sqrt(2 * moments.second());
        double quantile = standard * Math.sqrt(2 * degrees) + degrees;
        return quantile <= 0 ? 1 : ChiSquaredDistribution.of(degrees).survivalProbability(quantile);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The distance of Wasserstein within the range of the reference, from the shares at the edges, less its mean without drift,
     * sqrt(2 / pi) integral sqrt(F (1 - F) / ne) dx.
     */
    @Override
    public double effect(ColumnCounts sample) {
        double n = counts.present();
        double m = sample.present();
        if (m == 0 || sd == 0 || !Double.isFinite(sd)) {
            return 0;
        }
        double[] shares = below(sample);
        double perRow = Math.sqrt(2 / Math.PI * (n + m) / (n * m));
        double sum = 0;
        for (int edge = 0; edge < edges.length - 1; edge++) {
            int next = inside[edge] ? edge + 1 : edge;
            double here = Math.abs(shares[edge] - below[edge]) - perRow * Math.sqrt(below[edge] * (1 - below[edge]));
            double there = Math.abs(shares[next] - below[next]) - perRow * Math.sqrt(below[next] * (1 - below[next]));
            sum += (here + there) / 2 * (edges[edge + 1] - edges[edge]);
        }
        return Math.max(0, sum / sd);
    }
}
