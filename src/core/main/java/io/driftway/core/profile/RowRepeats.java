package io.driftway.core.profile;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.RowHashes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Counts how rows repeat each other, over some columns. It holds no row. Two of them {@linkplain #and add up} only where no row of one is equal to a row of the
 * other.
 *
 * @param rows how many there are
 * @param equalPairs pairs of equal rows: three equal rows are three pairs
 * @param repeated rows that an earlier row is equal to: of three equal rows, two
 * @param sum of the hashes of all rows
 * @param otherSum of other hashes of all rows
 */
public record RowRepeats(long rows, long equalPairs, long repeated, long sum, long otherSum) {

    /** Counts no row. */
    public static final RowRepeats NONE = new RowRepeats(0, 0, 0, 0, 0);

    /** Fewer different rows may well come again by chance, all of them as often as before. */
    private static final int MIN_DISTINCT = 20;

    /**
     * Counts the repeated rows of a batch.
     *
     * @param columnNames all that say something of a row, without the column that names it
     * @throws IllegalArgumentException when the batch lacks one of them, or it names rows
     */
    public static RowRepeats of(Batch batch, Collection<String> columnNames) {
        return of(RowHashes.of(batch, columnNames));
    }

    /**
     * Counts repeated rows by their {@link RowHashes}.
     *
     * @param hashes of the rows, which it sorts
     */
    public static RowRepeats of(long[] hashes) {
        Arrays.sort(hashes);
        long pairs = 0;
        long repeated = 0;
        long sum = 0;
        long otherSum = 0;
        for (int row = 0, equal = 0; row < hashes.length; row++) {
            equal = row > 0 && hashes[row] == hashes[row - 1] ? equal + 1 : 0;
            pairs += equal;
            repeated += equal > 0 ? 1 : 0;
            sum += hashes[row];
            otherSum += RowHashes.and(hashes[row], 1);
        }
        return new RowRepeats(hashes.length, pairs, repeated, sum, otherSum);
    }

    /** Adds the counts of other rows, none of which is equal to one of these. */
    public RowRepeats and(RowRepeats others) {
        return new RowRepeats(
                rows + others.rows,
                equalPairs + others.equalPairs,
                repeated + others.repeated,
                sum + others.sum,
                otherSum + others.otherSum);
    }

    /** Returns a digest of all rows, 32 hexadecimal digits: the same for the same rows in another order. */
    public String digest() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(sum) + hex.toHexDigits(RowHashes.and(otherSum, rows));
    }

    /** Returns the number of pairs of rows, equal or not. */
    public double pairs() {
        return 0.5 * rows * (rows - 1);
    }

    /** Returns the digest where another batch has it only if its rows are the same ones; empty where so few rows differ that chance repeats them. */
    public Optional<String> identity() {
        return rows - repeated >= MIN_DISTINCT ? Optional.of(digest()) : Optional.empty();
    }
}
