package io.driftway.core.drift;

import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;

/**
 * The bins in which Evidently compares distributions. A numeric reference with more than 20 distinct values is cut into bins of equal width
 * over the range of both sides, as many as {@code numpy.histogram_bin_edges(..., "sturges")} makes (numpy 1.24): ceil(range / (range /
 * (log2(rows) + 1))), rows of both sides, [from, to) but the last [from, to]. Everything else has a bin for each value.
 */
final class Bins {

    private static final int MAX_VALUES_AS_BINS = 20;

    private Bins() {}

    static PairedCounts paired(ColumnProfile reference, ColumnProfile current) {
        if (reference instanceof NumericProfile r && r.distinct() > MAX_VALUES_AS_BINS) {
            NumericProfile c = (NumericProfile) current;
            double[] edges = edges(r, c, r.present() + c.present());
            return new PairedCounts(histogram(r, edges), histogram(c, edges));
        }
        return PairedCounts.of(reference, current);
    }

    /** As many bins of numbers as the rule makes of so many distinct values, however few those are; a bin for each label. */
    static PairedCounts pairedByDistinct(ColumnProfile reference, ColumnProfile current) {
        if (reference instanceof NumericProfile r && current instanceof NumericProfile c) {
            int distinct = 0;
            for (MergedValues at = new MergedValues(r, c); at.next(); ) {
                distinct++;
            }
            double[] edges = edges(r, c, distinct);
            return new PairedCounts(histogram(r, edges), histogram(c, edges));
        }
        return PairedCounts.of(reference, current);
    }

    private static double[] edges(NumericProfile reference, NumericProfile current, long size) {
        double min = Math.min(reference.values()[0], current.values()[0]);
        double max = Math.max(reference.values()[reference.distinct() - 1], current.values()[current.distinct() - 1]);
        double width = (max - min) / (log2(size) + 1);
        int bins = width > 0 ? (int) Math.ceil((max - min) / width) : 1;
        double step = (max - min) / bins;
        double[] edges = new double[bins + 1];
        for (int i = 0; i < bins; i++) {
            edges[i] = i * step + min;
        }
        edges[bins] = max;
        return edges;
    }

    /** Exact for powers of two, where rounding would decide over one bin more. */
    private static double log2(long rows) {
        return Long.bitCount(rows) == 1 ? Long.numberOfTrailingZeros(rows) : Math.log((double) rows) / Math.log(2);
    }

    private static long[] histogram(NumericProfile side, double[] edges) {
        long[] counts = new long[edges.length - 1];
        int bin = 0;
        for (int i = 0; i < side.distinct(); i++) {
            while (bin < counts.length - 1 && side.values()[i] >= edges[bin + 1]) {
                bin++;
            }
            counts[bin] += side.counts()[i];
        }
        return counts;
    }
}
