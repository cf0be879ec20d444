package io.driftway.core.decision;

import java.util.Arrays;

/**
 * Counts the rows of a sample of one column in each cell of a {@link ReferenceColumn}.
 *
 * @param cells rows by cell
 * @param missing rows without a value
 */
@SuppressWarnings("ArrayRecordComponent")
public record ColumnCounts(long[] cells, long missing) {

    /** Counts the rows with a value. */
    public long present() {
        return Arrays.stream(cells).sum();
    }

    /** Counts all rows. */
    public long rows() {
        return present() + missing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnCounts that && Arrays.equals(cells, that.cells) && missing == that.missing;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(cells) + Long.hashCode(missing);
    }
}
