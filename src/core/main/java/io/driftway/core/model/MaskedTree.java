package io.driftway.core.model;

import java.util.Arrays;

/**
 * A tree of up to 64 leaves without branches. Leaves are numbered from left to right, one bit each. A node that sends a row right rules
 * out all leaves of its left subtree; the lowest bit that survives all nodes is the leaf. Hence nodes can be taken in any order, each for
 * a whole block of rows, in a loop over primitive arrays which the compiler turns into vector instructions.
 *
 * <p>The idea is that of Lucchese et al. (2015), "QuickScorer: a fast algorithm to rank documents with additive ensembles of
 * regression trees", SIGIR '15.
 *
 * <p>The masks are {@code long} and the keys {@code int} on purpose: arrays of different types cannot be the same array, which the
 * compiler (JDK 25) has to know before it vectorises.
 */
final class MaskedTree implements TreeScorer {

    static final int MAX_LEAVES = Long.SIZE;

    private final int[] offset;
    private final int[] shift;
    private final long[] bound;
    private final long[] mask;
    private final float[] leaf;
    private final int[] place;

    private int nodes;
    private int leaves;

    private MaskedTree(int size) {
        int inner = size / 2;
        offset = new int[inner];
        shift = new int[inner];
        bound = new long[inner];
        mask = new long[inner];
        leaf = new float[inner + 1];
        place = new int[inner + 1];
    }

    static MaskedTree of(int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft) {
        MaskedTree tree = new MaskedTree(feature.length);
        tree.number(0, feature, value, left, right, missingLeft, TreeScorer.places(feature));
        return tree;
    }

    private void number(
            int node, int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft, int[] places) {
        if (feature[node] == FlatTrees.NONE) {
            place[leaves] = places[node];
            leaf[leaves++] = value[node];
            return;
        }
        int first = leaves;
        number(left[node], feature, value, left, right, missingLeft, places);
        offset[nodes] = feature[node] * FlatTrees.BLOCK_ROWS;
        shift[nodes] = TreeScorer.shift(missingLeft[node]);
        bound[nodes] = OrderedFloat.key(value[node]) + shift[nodes] + 1L;
        mask[nodes] = ~(((1L << (leaves - first)) - 1) << first);
        nodes++;
        number(right[node], feature, value, left, right, missingLeft, places);
    }

    @Override
    public void find(int[] block, long[] alive) {
        Arrays.fill(alive, -1L);
        for (int node = 0; node < nodes; node++) {
            ruleOut(block, offset[node], shift[node], bound[node], mask[node], alive);
        }
    }

    @Override
    public void add(long[] alive, double[] sums) {
        collect(leaf, alive, sums);
    }

    @Override
    public void count(long[] alive, int rows, long[] fallen) {
        for (int row = 0; row < rows; row++) {
            fallen[place[Long.numberOfTrailingZeros(alive[row])]]++;
        }
    }

    /** Left is where {@code x + shift - bound} is negative: all bits of its sign, so that the mask has no effect. */
    private static void ruleOut(int[] block, int offset, int shift, long bound, long mask, long[] alive) {
        for (int row = 0; row < FlatTrees.BLOCK_ROWS; row++) {
            alive[row] &= ((block[offset + row] + shift - bound) >> 63) | mask;
        }
    }

    private static void collect(float[] leaf, long[] alive, double[] sums) {
        for (int row = 0; row < FlatTrees.BLOCK_ROWS; row++) {
            sums[row] += leaf[Long.numberOfTrailingZeros(alive[row])];
        }
    }
}
