package io.driftway.core.profile;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.RowHashes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Counts how the rows of a batch repeat each other, over some columns. It holds no row. Two of them cannot be merged, because neither says
 * which rows of one are in the other.
 *
 * @param rows rows of the batch
 * @param equalPairs pairs of equal rows: three equal rows are three pairs
 * @param repeated rows that an earlier row of the batch is equal to: of three equal rows, two
 * @param digest of all rows, 32 hexadecimal digits; the same for the same rows in another order
 */
public record RowRepeats(long rows, long equalPairs, long repeated, String digest) {

    /** Fewer different rows may well come again by chance, all of them as often as before. */
    private static final int MIN_DISTINCT = 20;

    /**
     * Counts the repeated rows of a batch.
     *
     * @param columnNames all that say something of a row, without the column that names it
     * @throws IllegalArgumentException when the batch lacks one of them, or it names rows
     */
    public static RowRepeats of(Batch batch, Collection<String> columnNames) {
        long[] hashes = RowHashes.of(batch, columnNames);
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
        HexFormat hex = HexFormat.of();
        return new RowRepeats(
                hashes.length,
                pairs,
                repeated,
                hex.toHexDigits(sum) + hex.toHexDigits(RowHashes.and(otherSum, hashes.length)));
    }

    /** Returns the number of pairs of rows, equal or not. */
    public double pairs() {
        return 0.5 * rows * (rows - 1);
    }

    /** Returns the digest where another batch has it only if its rows are the same ones; empty where so few rows differ that chance repeats them. */
    public Optional<String> identity() {
        return rows - repeated >= MIN_DISTINCT ? Optional.of(digest) : Optional.empty();
    }
}
