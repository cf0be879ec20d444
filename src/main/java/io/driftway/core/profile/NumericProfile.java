package io.driftway.core.profile;

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

    @Override
    public long present() {
        return Arrays.stream(counts).sum();
    }

    @Override
    public int distinct() {
        return values.length;
    }
}
