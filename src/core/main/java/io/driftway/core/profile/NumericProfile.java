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
 * @param originals by value, what it was before it was cut, NaN where rows with several values were cut to it; none at all where nothing was cut, and where that
 *     is not known any more
 */
@SuppressWarnings("ArrayRecordComponent")
public record NumericProfile(
        String name, double[] values, long[] counts, long missing, long infinite, int bits, double[] originals)
        implements ColumnProfile {

    /** Bits in the significand of a double. */
    public static final int EXACT = 53;

    /** So many distinct values are kept where memory is to be bounded; beyond, last bits are cut off until no more are left. */
    public static final int MOST_VALUES = 1 << 20;

    private static final double[] NOT_KNOWN = {};

    /** Makes an exact profile. */
    public NumericProfile(String name, double[] values, long[] counts, long missing, long infinite) {
        this(name, values, counts, missing, infinite, EXACT);
    }

    /** Makes a profile of which nobody knows what its values were before they were cut. */
    public NumericProfile(String name, double[] values, long[] counts, long missing, long infinite, int bits) {
        this(name, values, counts, missing, infinite, bits, NOT_KNOWN);
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
        if (originals.length > 0 && (bits == EXACT || originals.length != values.length)) {
            throw new IllegalArgumentException(name + ": each value that was cut has one original, and no other has");
        }
    }

    /** Summarises a column, exactly. */
    public static NumericProfile of(NumericColumn column) {
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
        int distinct = Significand.cut(sorted, rows, NOT_KNOWN, size, EXACT);
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
        double[] before =
                !isExact() && knowsOriginals() && that.knowsOriginals() ? new double[merged.length] : NOT_KNOWN;
        int size = 0;
        for (int i = 0, j = 0; i < values.length || j < that.values.length; size++) {
            double mine = i < values.length ? values[i] : Double.POSITIVE_INFINITY;
            double theirs = j < that.values.length ? that.values[j] : Double.POSITIVE_INFINITY;
            merged[size] = Math.min(mine, theirs);
            if (before.length > 0) {
                before[size] = mine == theirs
                        ? Significand.both(original(i), that.original(j))
                        : mine < theirs ? original(i) : that.original(j);
            }
            rows[size] = (mine <= theirs ? counts[i++] : 0) + (theirs <= mine ? that.counts[j++] : 0);
        }
        return new NumericProfile(
                name,
                Arrays.copyOf(merged, size),
                Arrays.copyOf(rows, size),
                missing + that.missing,
                infinite + that.infinite,
                bits,
                Arrays.copyOf(before, Math.min(before.length, size)));
    }

    /** What the value of this place was before it was cut; NaN where it stands for several, and where that is not known. Next to nothing is cut to 0. */
    private double original(int place) {
        if (isExact()) {
            return values[place];
        }
        return knowsOriginals() ? originals[place] : values[place] == 0 ? 0 : Double.NaN;
    }

    private boolean isExact() {
        return bits == EXACT;
    }

    private boolean knowsOriginals() {
        return originals.length == values.length;
    }

    /**
     * Returns how many rows of this profile have a value that was cut, and that other values of this one or of the other were cut to as well. They are those of the one cut value where
     * they are most. Ranks among these rows are not known, and all other ranks are: the share of these rows bounds the error of an empirical distribution.
     *
     * @param other with as many bits
     * @return 0 where nothing was cut; the rows of the most frequent value but 0 where nobody knows what was cut
     */
    public long mostInOneCut(NumericProfile other) {
        if (isExact()) {
            return 0;
        }
        long most = 0;
        for (int i = 0, j = 0; i < values.length; i++) {
            while (j < other.values.length && other.values[j] < values[i]) {
                j++;
            }
            boolean shared = j < other.values.length && other.values[j] == values[i];
            double alone = shared ? Significand.both(original(i), other.original(j)) : original(i);
            if (Double.isNaN(alone)) {
                most = Math.max(most, counts[i]);
            }
        }
        return most;
    }

    /** Returns this one with at most so many bits of each value, 1 to {@value #EXACT}. The other bits are cut off, towards zero. */
    public NumericProfile rounded(int keptBits) {
        if (keptBits >= bits) {
            return this;
        }
        double[] cut = values.clone();
        long[] rows = counts.clone();
        double[] before = isExact() ? values.clone() : originals.clone();
        int distinct = Significand.cut(cut, rows, before, values.length, keptBits);
        return new NumericProfile(
                name,
                Arrays.copyOf(cut, distinct),
                Arrays.copyOf(rows, distinct),
                missing,
                infinite,
                keptBits,
                Arrays.copyOf(before, Math.min(before.length, distinct)));
    }

    /** Returns this one with other missing cells. */
    public NumericProfile withMissing(long cells) {
        return new NumericProfile(name, values, counts, cells, infinite, bits, originals);
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
                && bits == that.bits
                && Arrays.equals(originals, that.originals);
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
