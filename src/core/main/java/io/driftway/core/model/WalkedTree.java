package io.driftway.core.model;

/** A tree of any size, walked row by row. */
@SuppressWarnings("ArrayRecordComponent")
record WalkedTree(int[] offset, int[] shift, int[] key, float[] value, int[] left, int[] right, int[] place)
        implements TreeScorer {

    static WalkedTree of(int[] feature, float[] value, int[] left, int[] right, boolean[] missingLeft) {
        int[] offset = new int[feature.length];
        int[] shift = new int[feature.length];
        int[] key = new int[feature.length];
        for (int node = 0; node < feature.length; node++) {
            offset[node] = feature[node] * FlatTrees.BLOCK_ROWS;
            shift[node] = TreeScorer.shift(missingLeft[node]);
            key[node] = OrderedFloat.key(value[node]) + shift[node];
        }
        return new WalkedTree(offset, shift, key, value, left, right, TreeScorer.places(feature));
    }

    @Override
    public void find(int[] block, long[] leaves) {
        for (int row = 0; row < FlatTrees.BLOCK_ROWS; row++) {
            leaves[row] = leaf(block, row);
        }
    }

    @Override
    public void add(long[] leaves, double[] sums) {
        for (int row = 0; row < FlatTrees.BLOCK_ROWS; row++) {
            sums[row] += value[(int) leaves[row]];
        }
    }

    @Override
    public void count(long[] leaves, int rows, long[] fallen) {
        for (int row = 0; row < rows; row++) {
            fallen[place[(int) leaves[row]]]++;
        }
    }

    private int leaf(int[] block, int row) {
        int node = 0;
        while (offset[node] >= 0) {
            node = block[offset[node] + row] + shift[node] <= key[node] ? left[node] : right[node];
        }
        return node;
    }
}
