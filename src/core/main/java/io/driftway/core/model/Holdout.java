package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.RowHashes;
import io.driftway.core.batch.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Divides rows into those that a model is trained on and those that it is judged by. A row is held out when the hash of its id falls into
 * the lowest fifth: the row alone decides, so no model is ever trained on a row by which an earlier or later one was judged, however the
 * data grows or moves.
 *
 * <p>Where a row has no id, the hash is of its features and of how many equal rows came before it. That holds as long as rows are
 * added at the end.
 *
 * @param training row numbers, ascending
 * @param heldOut row numbers, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record Holdout(int[] training, int[] heldOut) {

    /** Share of rows held out, in expectation. */
    public static final double SHARE = 0.2;

    /** Parts of that size. */
    public static final int FOLDS = 5;

    /**
     * Splits the rows of a batch.
     *
     * @param usable rows that may be used at all; the others are in neither part
     */
    public static Holdout of(Batch batch, Schema schema, IntPredicate usable) {
        long[] hashes = hashes(batch, schema);
        return new Holdout(
                IntStream.range(0, batch.rows())
                        .filter(row -> usable.test(row) && !isHeldOut(hashes[row]))
                        .toArray(),
                IntStream.range(0, batch.rows())
                        .filter(row -> usable.test(row) && isHeldOut(hashes[row]))
                        .toArray());
    }

    /** Deals the rows into {@value #FOLDS} parts of about one size, by the same hash. Part 0 is held out. */
    public static int[] folds(Batch batch, Schema schema) {
        long[] hashes = hashes(batch, schema);
        int[] folds = new int[hashes.length];
        for (int row = 0; row < folds.length; row++) {
            folds[row] = (int) (share(hashes[row]) / SHARE);
        }
        return folds;
    }

    private static boolean isHeldOut(long hash) {
        return share(hash) < SHARE;
    }

    private static double share(long hash) {
        return (hash >>> 11) * 0x1p-53;
    }

    private static long[] hashes(Batch batch, Schema schema) {
        long[] hashes =
                RowHashes.of(batch, schema.features().stream().map(Field::name).toList());
        Set<Long> repeated = RowHashes.repeated(hashes);
        Map<Long, Integer> seen = new HashMap<>();
        IdColumn ids =
                (IdColumn) schema.id().flatMap(id -> batch.column(id.name())).orElse(null);
        for (int row = 0; row < hashes.length; row++) {
            if (ids != null && !ids.values()[row].isEmpty()) {
                hashes[row] = RowHashes.of(ids.values()[row]);
            } else {
                int place = repeated.contains(hashes[row]) ? seen.merge(hashes[row], 1, Integer::sum) : 1;
                hashes[row] = RowHashes.and(hashes[row], place);
            }
        }
        return hashes;
    }
}
