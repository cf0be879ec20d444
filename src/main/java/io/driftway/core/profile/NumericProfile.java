package io.driftway.core.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;

/**
 * A numeric column as its distinct values with their counts, which is all that the statistics need and what makes profiles mergeable.
 *
 * @param name the column
 * @param values distinct, finite, ascending; -0.0 is kept as 0.0
 * @param counts rows that have the value of the same place, each at least 1
 * @param missing cells without a value
 * @param infinite cells with an infinity, left out of every statistic
 */
@SuppressWarnings("ArrayRecordComponent")
public record NumericProfile(String name, double[] values, long[] counts, long missing, long infinite)
        implements ColumnProfile {
    public NumericProfile {
        if (values.length != counts.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values and " + counts.length + " counts");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || counts[i] < 1 || (i > 0 && !(values[i - 1] < values[i]))) {
                throw new IllegalArgumentException(
                        name + ": values must be finite and ascending with counts of at least 1, not so at " + i);
            }
        }
        if (missing < 0 || infinite < 0) {
            throw new IllegalArgumentException(name + ": counts of missing and infinite cells cannot be negative");
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

    @Override
    public NumericProfile merge(ColumnProfile other) {
        if (!(other instanceof NumericProfile that)) {
            throw new IllegalArgumentException(name + " is numeric in one profile and categorical in the other");
        }
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
                infinite + that.infinite);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericProfile that
                && name.equals(that.name)
                && Arrays.equals(values, that.values)
                && Arrays.equals(counts, that.counts)
                && missing == that.missing
                && infinite == that.infinite;
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
