package io.driftway.core.model;

import java.util.Arrays;

/** One tree, made ready to score blocks of {@link FlatTrees#BLOCK_ROWS} rows. */
sealed interface TreeScorer permits MaskedTree, WalkedTree {

    /**
     * Adds the value of the leaf that each row reaches.
     *
     * @param block the features one after the other, each with {@code BLOCK_ROWS} cells as {@link OrderedFloat} keys
     * @param scratch one cell per row, of any content before and after
     * @param sums one per row
     */
    void add(int[] block, long[] scratch, double[] sums);

    /** The arrays are those of {@link FlatTrees}, of one valid tree. */
    static TreeScorer of(int[] feature, float[] value, int[] left, int[] right) {
        long leaves = Arrays.stream(feature).filter(f -> f == FlatTrees.NONE).count();
        return leaves <= MaskedTree.MAX_LEAVES
                ? MaskedTree.of(feature, value, left, right)
                : WalkedTree.of(feature, value, left, right);
    }
}
