package io.driftway.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows by boosted regression trees for two classes, held in flat arrays. The contract is float32: a feature is a float, {@code x <= threshold}
 * goes left, and every other number goes right. NaN stands for a missing value. It goes right, except at the nodes that send it left. Leaf values
 * are summed in double in the order of the trees, and
 *
 * <pre>probability = 1 / (1 + exp(-2 (intercept + sum of leaves)))</pre>
 *
 * where the factor 2 is that of Friedman (2001), "Greedy function approximation: a gradient boosting machine", Annals of
 * Statistics 29(5), algorithm 5: a tree sums up half the log-odds.
 *
 * <p>Immutable, and valid once constructed: nothing that scoring could trip over is left to be checked.
 */
public final class FlatTrees implements Scorer {

    /** Most trees of a model. */
    public static final int MAX_TREES = 10_000;

    /** Most nodes of a tree, leaves included. */
    public static final int MAX_NODES_PER_TREE = 4_096;

    /** Most features of a row. */
    public static final int MAX_FEATURES = 10_000;

    /** Leaves of so many of the first trees are counted in each batch. */
    public static final int WATCHED_TREES = 50;

    /** Rows that are scored together; a block of the features stays in the first-level cache. */
    static final int BLOCK_ROWS = 256;

    /** Marks a leaf among the features, and a leaf's children. */
    public static final int NONE = -1;

    private final int features;
    private final double intercept;
    private final int[] starts;
    private final int[] feature;
    private final float[] value;
    private final int[] left;
    private final int[] right;
    private final boolean[] missingLeft;
    private final TreeScorer[] scorers;
    private volatile @Nullable Attributing attributing;

    /** Ready to attribute; to make it so takes as long as to attribute a small batch. */
    private record Attributing(List<long[]> leaves, ShapleyValues values) {}

    /**
     * Makes trees that send each missing value right.
     *
     * @param features how many features a row has
     * @param intercept half the log-odds before the first tree
     * @param starts where each tree begins in the four arrays below, ascending from 0; a tree's first node is its root
     * @param feature what a node asks for, or {@link #NONE} at a leaf
     * @param value the threshold of a node, the value of a leaf; finite
     * @param left the child for {@code x <= threshold}, counted from the tree's root and after its parent; {@link #NONE} at a leaf
     * @param right the other child, likewise
     * @throws IllegalArgumentException naming tree and node, when that is not so
     */
    public FlatTrees(
            int features, double intercept, int[] starts, int[] feature, float[] value, int[] left, int[] right) {
        this(features, intercept, starts, feature, value, left, right, new boolean[feature.length]);
    }

    /**
     * Makes trees that send a missing value left at some nodes. The other parameters are as in the other constructor.
     *
     * @param missingLeft whether a node sends a missing value left; false at a leaf
     * @throws IllegalArgumentException naming tree and node, when that is not so
     */
    public FlatTrees(
            int features,
            double intercept,
            int[] starts,
            int[] feature,
            float[] value,
            int[] left,
            int[] right,
            boolean[] missingLeft) {
        this.features = features;
        this.intercept = intercept;
        this.starts = starts.clone();
        this.feature = feature.clone();
        this.value = value.clone();
        this.left = left.clone();
        this.right = right.clone();
        this.missingLeft = missingLeft.clone();
        validate();
        scorers = new TreeScorer[trees()];
        Arrays.setAll(scorers, this::scorer);
    }

    @Override
    public int features() {
        return features;
    }

    /** Returns half the log-odds before the first tree. */
    public double intercept() {
        return intercept;
    }

    /** Returns how many trees there are. */
    public int trees() {
        return starts.length;
    }

    /** Returns where each tree begins in the four arrays below: a copy, one place per tree, ascending from 0. */
    public int[] starts() {
        return starts.clone();
    }

    /** Returns the feature that each node asks for, {@link #NONE} at a leaf: a copy, one per node of all trees. */
    public int[] feature() {
        return feature.clone();
    }

    /** Returns the threshold of each node, or the value of a leaf: a copy, one per node of all trees. */
    public float[] value() {
        return value.clone();
    }

    /** Returns the child of each node for {@code x <= threshold}, counted from its tree's root; {@link #NONE} at a leaf: a copy. */
    public int[] left() {
        return left.clone();
    }

    /** Returns the other child of each node, counted from its tree's root; {@link #NONE} at a leaf: a copy. */
    public int[] right() {
        return right.clone();
    }

    /** Returns whether each node sends a missing value left; false at a leaf: a copy. */
    public boolean[] missingLeft() {
        return missingLeft.clone();
    }

    /** Returns whether any node sends a missing value left. */
    public boolean sendsMissingLeft() {
        for (boolean sent : missingLeft) {
            if (sent) {
                return true;
            }
        }
        return false;
    }

    /**
     * The probability of the positive class for one row, by walking each tree: what the model means. {@link #probabilities} gives
     * the same bits, sooner.
     */
    public float probability(float[] row) {
        double sum = intercept;
        for (int start : starts) {
            int node = start;
            while (feature[node] != NONE) {
                float cell = row[feature[node]];
                boolean goesLeft = Float.isNaN(cell) ? missingLeft[node] : cell <= value[node];
                node = start + (goesLeft ? left[node] : right[node]);
            }
            sum += value[node];
        }
        return probability(sum);
    }

    @Override
    public float[] probabilities(Features rows) {
        return probabilities(rows, List.of());
    }

    /**
     * Gives each row its probability, and counts the leaves that rows fall into on the way.
     *
     * @param fallen {@link #counters} of the first trees; the rows are added
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public float[] probabilities(Features rows, List<long[]> fallen) {
        float[] probabilities = new float[rows.rows()];
        double[] sums = new double[BLOCK_ROWS];
        blocks(rows, (from, length, block, found) -> {
            Arrays.fill(sums, intercept);
            for (int tree = 0; tree < scorers.length; tree++) {
                scorers[tree].find(block, found);
                scorers[tree].add(found, sums);
                if (tree < fallen.size()) {
                    scorers[tree].count(found, length, fallen.get(tree));
                }
            }
            for (int row = 0; row < length; row++) {
                probabilities[from + row] = probability(sums[row]);
            }
        });
        return probabilities;
    }

    /** Returns a counter for each leaf of the first trees, all 0: leaves in the order of the tree's nodes, by tree. */
    public List<long[]> counters(int most) {
        List<long[]> fallen = new ArrayList<>();
        for (int tree = 0; tree < Math.min(most, trees()); tree++) {
            fallen.add(new long[leaves(tree)]);
        }
        return fallen;
    }

    /**
     * Counts the leaves that rows fall into.
     *
     * @param most of so many of the first trees
     * @return rows by leaf for each of these trees, leaves in the order of the tree's nodes
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public List<long[]> leaves(Features rows, int most) {
        List<long[]> fallen = counters(most);
        blocks(rows, (from, length, block, found) -> {
            for (int tree = 0; tree < fallen.size(); tree++) {
                scorers[tree].find(block, found);
                scorers[tree].count(found, length, fallen.get(tree));
            }
        });
        return fallen;
    }

    /** Returns what attributes the rows of batches, made once for the leaves of one reference, which {@link ShapleyValues#ShapleyValues} is told. */
    public ShapleyValues attributing(List<long[]> leaves) {
        Attributing known = attributing;
        if (known == null || known.leaves != leaves) {
            known = new Attributing(leaves, new ShapleyValues(this, leaves));
            attributing = known;
        }
        return known.values;
    }

    /** Work on a block of rows. */
    private interface Work {
        void on(int from, int length, int[] block, long[] scratch);
    }

    private void blocks(Features rows, Work work) {
        if (rows.count() != features) {
            throw new IllegalArgumentException("the model takes " + features + " features, got " + rows.count());
        }
        int[] block = new int[Math.multiplyExact(features, BLOCK_ROWS)];
        long[] scratch = new long[BLOCK_ROWS];
        for (int from = 0; from < rows.rows(); from += BLOCK_ROWS) {
            int length = Math.min(BLOCK_ROWS, rows.rows() - from);
            rows.fill(from, length, block);
            work.on(from, length, block, scratch);
        }
    }

    /** Returns how many leaves a tree has; the first tree is 0. */
    public int leaves(int tree) {
        int leaves = 0;
        for (int node = starts[tree]; node < end(tree); node++) {
            leaves += feature[node] == NONE ? 1 : 0;
        }
        return leaves;
    }

    private static float probability(double sum) {
        return (float) (1 / (1 + Math.exp(-2 * sum)));
    }

    private int end(int tree) {
        return tree + 1 < starts.length ? starts[tree + 1] : feature.length;
    }

    private TreeScorer scorer(int tree) {
        int from = starts[tree];
        int to = end(tree);
        return TreeScorer.of(
                Arrays.copyOfRange(feature, from, to),
                Arrays.copyOfRange(value, from, to),
                Arrays.copyOfRange(left, from, to),
                Arrays.copyOfRange(right, from, to),
                Arrays.copyOfRange(missingLeft, from, to));
    }

    private void validate() {
        require(
                features >= 1 && features <= MAX_FEATURES,
                "features must be 1 to " + MAX_FEATURES + ", got " + features);
        require(trees() >= 1 && trees() <= MAX_TREES, "trees must be 1 to " + MAX_TREES + ", got " + trees());
        require(Double.isFinite(intercept), "the intercept must be finite, got " + intercept);
        int nodes = feature.length;
        require(
                value.length == nodes && left.length == nodes && right.length == nodes && missingLeft.length == nodes,
                "feature, value, left, right and missingLeft must be equally long");
        require(starts[0] == 0, "the first tree must start at 0");
        for (int tree = 0; tree < trees(); tree++) {
            int size = end(tree) - starts[tree];
            require(
                    starts[tree] < nodes && size >= 1 && size <= MAX_NODES_PER_TREE,
                    "tree " + tree + " must have 1 to " + MAX_NODES_PER_TREE + " nodes, got " + size);
            validate(tree, starts[tree], size);
        }
    }

    private void validate(int tree, int start, int size) {
        BitSet children = new BitSet(size);
        for (int node = 0; node < size; node++) {
            int at = start + node;
            boolean sound = feature[at] == NONE
                    ? left[at] == NONE && right[at] == NONE && !missingLeft[at]
                    : feature[at] >= 0
                            && feature[at] < features
                            && adopt(children, node, left[at], size)
                            && adopt(children, node, right[at], size);
            require(
                    sound && Float.isFinite(value[at]),
                    "tree " + tree + ", node " + node + ": feature " + feature[at] + ", value " + value[at]
                            + ", children " + left[at] + " and " + right[at] + " cannot be");
        }
        require(children.cardinality() == size - 1, "tree " + tree + " has a node that no other leads to");
    }

    /** Children come after their parent and have one only: hence no cycle, and no node shared. */
    private static boolean adopt(BitSet children, int parent, int child, int size) {
        if (child <= parent || child >= size || children.get(child)) {
            return false;
        }
        children.set(child);
        return true;
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
