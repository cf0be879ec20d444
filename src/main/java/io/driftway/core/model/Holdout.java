package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which rows a model is trained on and which it is judged by. A row is held out when the hash of its id falls into the lowest fifth:
 * the row alone decides, so no model is ever trained on a row by which an earlier or later one was judged, however the data grows or
 * moves.
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

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

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

    private static boolean isHeldOut(long hash) {
        return (hash >>> 11) * 0x1p-53 < SHARE;
    }

    private static long[] hashes(Batch batch, Schema schema) {
        long[] hashes = new long[batch.rows()];
        for (Field feature : schema.features()) {
            add(batch.column(feature.name()).orElseThrow(), hashes);
        }
        Map<Long, Integer> seen = new HashMap<>();
        IdColumn ids =
                (IdColumn) schema.id().flatMap(id -> batch.column(id.name())).orElse(null);
        for (int row = 0; row < hashes.length; row++) {
            hashes[row] = ids != null && !ids.values()[row].isEmpty()
                    ? mix(hash(ids.values()[row]))
                    : mix(FNV_PRIME * hashes[row] + seen.merge(hashes[row], 1, Integer::sum));
        }
        return hashes;
    }

    private static void add(Column column, long[] hashes) {
        switch (column) {
            case NumericColumn(String name, double[] values) ->
                Arrays.setAll(hashes, row -> mix(FNV_PRIME * hashes[row] + Double.doubleToLongBits(values[row])));
            case CategoricalColumn(String name, var dictionary, int[] codes) -> {
                long[] labels = dictionary.stream().mapToLong(Holdout::hash).toArray();
                Arrays.setAll(hashes, row -> mix(FNV_PRIME * hashes[row] + (codes[row] < 0 ? 0 : labels[codes[row]])));
            }
            case IdColumn id -> throw new IllegalArgumentException("the id " + id.name() + " cannot be a feature");
        }
    }

    /** FNV-1a (Fowler, Noll and Vo), over UTF-16 code units. */
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finaliser of MurmurHash3 (Appleby): every input bit reaches the highest bits, by which rows are chosen. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
