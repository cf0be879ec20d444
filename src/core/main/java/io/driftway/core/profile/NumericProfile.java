package io.driftway.core.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Summarises a numeric column as its distinct values with their counts. The statistics need nothing else, and such profiles can be merged.
 *
 * <p>It is exact unless it was {@linkplain #atMost coarsened}. Then each value stands for all that begin with the same bits, and is too
 * near to zero by less than 2^(1 - bits) of itself. Coarsening the parts and then their merge gives the same bits as coarsening the whole
 * at once.
 *
 * @param name the column
 * @param values distinct, finite, ascending; -0.0 is kept as 0.0
 * @param counts rows that have the value of the same place, each at least 1; as many as values
 * @param missing cells without a value
 * @param infinite cells with an infinity, left out of every statistic
 * @param bits of the significand that were kept of each value, from {@link #EXACT} down to 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record NumericProfile(String name, double[] values, long[] counts, long missing, long infinite, int bits)
        implements ColumnProfile {

    /** Bits in the significand of a double. */
    public static final int EXACT = 53;

    /** Makes an exact profile. */
    public NumericProfile(String name, double[] values, long[] counts, long missing, long infinite) {
        this(name, values, counts, missing, infinite, EXACT);
    }

    public NumericProfile {
        if (values.length != counts.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values and " + counts.length + " counts");
        }
        boolean ones = true;
        for (int i = 0; i < values.length; i++) {
            ones &= counts[i] == 1;
            if (!Double.isFinite(values[i]) || counts[i] < 1 || (i > 0 && !(values[i - 1] < values[i]))) {
                throw new IllegalArgumentException(
                        name + ": values must be finite and ascending with counts of at least 1, not so at " + i);
            }
        }
        if (ones) {
            counts = Ones.of(values.length);
        }
        if (missing < 0 || infinite < 0) {
            throw new IllegalArgumentException(name + ": counts of missing and infinite cells cannot be negative");
        }
        if (bits < 1 || bits > EXACT) {
            throw new IllegalArgumentException(name + ": a double has 1 to " + EXACT + " bits to keep, got " + bits);
        }
    }

    static NumericProfile of(NumericColumn column) {
        double[] sorted = new double[column.size()];
        int finite = 0;
        int infinite = 0;
        for (double value : column.values()) {
            if (Double.isFinite(value)) {
                sorted[finite++] = value + 0.0;
            } else if (Double.isInfinite(value)) {
                infinite++;
            }
        }
        Arrays.sort(sorted, 0, finite);
        double[] values = new double[finite];
        long[] counts = new long[finite];
        int distinct = 0;
        for (int i = 0; i < finite; i++) {
            if (distinct == 0 || values[distinct - 1] != sorted[i]) {
                values[distinct++] = sorted[i];
            }
            counts[distinct - 1]++;
        }
        return new NumericProfile(
                column.name(),
                Arrays.copyOf(values, distinct),
                Arrays.copyOf(counts, distinct),
                column.size() - finite - infinite,
                infinite);
    }

    /**
     * Summarises values that stand for several cells each.
     *
     * @param values in any order, some perhaps equal; NaN for missing cells; infinities
     * @param counts cells by value, not negative; as many as values
     */
    public static NumericProfile of(String name, double[] values, long[] counts) {
        double[] sorted = new double[values.length];
        int size = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i]) && counts[i] > 0) {
                sorted[size++] = values[i] + 0.0;
            }
        }
        Arrays.sort(sorted, 0, size);
        long[] rows = new long[size];
        int distinct = Significand.cut(sorted, rows, size, EXACT);
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i]) && counts[i] > 0) {
                rows[Arrays.binarySearch(sorted, 0, distinct, values[i] + 0.0)] += counts[i];
            }
        }
        return new NumericProfile(
                name,
                Arrays.copyOf(sorted, distinct),
                Arrays.copyOf(rows, distinct),
                countWhere(values, counts, Double::isNaN),
                countWhere(values, counts, Double::isInfinite));
    }

    private static long countWhere(double[] values, long[] counts, DoublePredicate condition) {
        return IntStream.range(0, values.length)
                .filter(i -> condition.test(values[i]))
                .mapToLong(i -> counts[i])
                .sum();
    }

    @Override
    public ColumnType type() {
        return ColumnType.NUM;
    }

    @Override
    public long present() {
        return Arrays.stream(counts).sum();
    }

    @Override
    public int distinct() {
        return values.length;
    }

    /** Returns the profile of both columns' cells, with as few bits as the coarser of the two. */
    @Override
    public NumericProfile merge(ColumnProfile other) {
        if (!(other instanceof NumericProfile that)) {
            throw new IllegalArgumentException(name + " is numeric in one profile and categorical in the other");
        }
        int kept = Math.min(bits, that.bits);
        return rounded(kept).plus(that.rounded(kept));
    }

    private NumericProfile plus(NumericProfile that) {
        double[] merged = new double[values.length + that.values.length];
        long[] rows = new long[merged.length];
        int size = 0;
        for (int i = 0, j = 0; i < values.length || j < that.values.length; size++) {
            double mine = i < values.length ? values[i] : Double.POSITIVE_INFINITY;
            double theirs = j < that.values.length ? that.values[j] : Double.POSITIVE_INFINITY;
            merged[size] = Math.min(mine, theirs);
            rows[size] = (mine <= theirs ? counts[i++] : 0) + (theirs <= mine ? that.counts[j++] : 0);
        }
        return new NumericProfile(
                name,
                Arrays.copyOf(merged, size),
                Arrays.copyOf(rows, size),
                missing + that.missing,
                infinite + that.infinite,
                bits);
    }

    /** Returns this one with at most so many bits of each value, 1 to {@value #EXACT}. The other bits are cut off, towards zero. */
    public NumericProfile rounded(int keptBits) {
        if (keptBits >= bits) {
            return this;
        }
        double[] cut = values.clone();
        long[] rows = counts.clone();
        int distinct = Significand.cut(cut, rows, values.length, keptBits);
        return new NumericProfile(
                name, Arrays.copyOf(cut, distinct), Arrays.copyOf(rows, distinct), missing, infinite, keptBits);
    }

    /** Returns this one with as many bits as leave at most so many distinct values, but at least one bit. */
    public NumericProfile atMost(int maxValues) {
        NumericProfile coarser = this;
        while (coarser.distinct() > maxValues && coarser.bits > 1) {
            coarser = coarser.rounded(coarser.bits - 1);
        }
        return coarser;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericProfile that
                && name.equals(that.name)
                && Arrays.equals(values, that.values)
                && Arrays.equals(counts, that.counts)
                && missing == that.missing
                && infinite == that.infinite
                && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "NumericProfile[" + name + ", " + values.length + " values]";
    }
}
