package io.driftway.core.model;

import java.util.Arrays;

/** One tree, made ready to score blocks of {@link FlatTrees#BLOCK_ROWS} rows. */
sealed interface TreeScorer permits MaskedTree, WalkedTree {

    /**
     * Finds the leaf that each row reaches.
     *
     * @param block the features one after the other, each with {@code BLOCK_ROWS} cells as {@link OrderedFloat} keys
     * @param found one cell per row, of any content before; afterwards it says the leaf, as this tree alone understands it
     */
    void find(int[] block, long[] found);

    /**
     * Adds the value of the leaf of each row.
     *
     * @param found by {@link #find}
     * @param sums one per row
     */
    void add(long[] found, double[] sums);

    /**
     * Counts the leaves of rows.
     *
     * @param found by {@link #find}
     * @param rows that count, the first ones of the block
     * @param fallen rows by leaf, in the order of the tree's nodes; these are added
     */
    void count(long[] found, int rows, long[] fallen);

    /** The arrays are those of {@link FlatTrees}, of one valid tree. */
    static TreeScorer of(int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft) {
        long leaves = Arrays.stream(feature).filter(f -> f == FlatTrees.NONE).count();
        return leaves <= MaskedTree.MAX_LEAVES
                ? MaskedTree.of(feature, value, left, right, missingLeft)
                : WalkedTree.of(feature, value, left, right, missingLeft);
    }

    /** Returns what to add to the key of a cell and to that of the threshold, with int's overflow, before the two are compared. */
    static int shift(boolean missingLeft) {
        return missingLeft ? OrderedFloat.MISSING_FIRST : 0;
    }

    /** Returns the place of each leaf among the leaves in the order of nodes; of no meaning for other nodes. */
    static int[] places(int[] feature) {
        int[] places = new int[feature.length];
        int leaves = 0;
        for (int node = 0; node < places.length; node++) {
            places[node] = leaves;
            leaves += feature[node] == FlatTrees.NONE ? 1 : 0;
        }
        return places;
    }
}
