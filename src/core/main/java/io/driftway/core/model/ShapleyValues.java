package io.driftway.core.model;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Says how much each feature of a row adds to the margin of {@link FlatTrees}, the log-odds before the logistic function: exact Shapley values by TreeSHAP, the
 * path-dependent game of Lundberg, Erion and Lee (2018), "Consistent individualized feature attribution for tree ensembles", arXiv 1802.03888, algorithm 2.
 *
 * <p>The value of a set of features is the margin that the trees expect of a row of which only these features are known. At a node that asks for a known feature the row
 * goes its way, a missing value as in scoring. At any other node both children count, each by its share of the reference's rows at that node; by half each
 * where no row of the reference came to the node, or where the tree's leaves were not counted.
 *
 * <p>For each row the values add up to its margin minus {@link #expectation}. So the values of two batches differ, on average and in sum over the features, by as much as
 * their mean margins, whichever rows were counted; but both must be measured with the same counts.
 *
 * <p>A leaf under d features pays its value times a product over these features, of which each factor is o, 1 or 0, for a known feature, and z, a share of rows, for another.
 * The Shapley value of such a product is (o_i - z_i) times the integral over [0, 1] of the product over the others of t o_j + (1 - t) z_j, by the beta integral. That is a
 * polynomial of degree d - 1 in t, for which (d + 1) / 2 points of Gauss and Legendre are exact. What a tree pays depends on a row only through the way that it would go
 * at each node, so a tree of up to {@value #MAX_TABLE_NODES} inner nodes has a table of all ways, and a mean needs no more than a count of the rows by way.
 *
 * <p>Immutable.
 */
public final class ShapleyValues {

    /** Trees with more inner nodes have no table: each row is computed. */
    static final int MAX_TABLE_NODES = 8;

    /** A mean counts the rows of a leaf by the features that keep them out, where these are so few. */
    private static final int MAX_COUNTED_FEATURES = 6;

    /** Log-odds are twice the sum of the leaves. */
    private static final int LOG_ODDS = 2;

    private static final int BLOCK_ROWS = FlatTrees.BLOCK_ROWS;

    private final int features;
    private final double expectation;
    private final List<Tree> trees;

    /**
     * What is known of one tree.
     *
     * @param feature asked for, by inner node
     * @param shift by inner node, {@link TreeScorer#shift}
     * @param bound an {@link OrderedFloat} key with that added; what is below goes left
     * @param used the distinct features among them; values are in this order
     * @param leaves those that depend on a feature
     * @param table values by way and feature, one way after the other; empty where there would be too many
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Tree(int[] feature, int[] shift, long[] bound, int[] used, List<Leaf> leaves, double[] table) {

        Tree(int[] feature, int[] shift, long[] bound, int[] used, List<Leaf> leaves) {
            this(feature, shift, bound, used, leaves, table(feature.length, used.length, leaves));
        }

        private static double[] table(int nodes, int width, List<Leaf> leaves) {
            if (nodes > MAX_TABLE_NODES) {
                return new double[0];
            }
            double[] table = new double[(1 << nodes) * width];
            boolean[] left = new boolean[nodes];
            for (int way = 0; way < 1 << nodes; way++) {
                for (int node = 0; node < nodes; node++) {
                    left[node] = (way >> node & 1) == 1;
                }
                for (Leaf leaf : leaves) {
                    leaf.add(left, table, way * width);
                }
            }
            return table;
        }

        boolean tabled() {
            return table.length > 0;
        }

        boolean countable() {
            return tabled() || leaves.stream().allMatch(Leaf::countable);
        }

        /** Returns how many counts there are of the ways of rows. */
        int ways() {
            return tabled()
                    ? 1 << feature.length
                    : leaves.stream().mapToInt(Leaf::ways).sum();
        }

        /** Finds where in the table the ways of a block of rows begin. */
        void places(int[] block, int[] places) {
            Arrays.fill(places, 0);
            for (int node = 0; node < feature.length; node++) {
                add(block, feature[node] * BLOCK_ROWS, shift[node], bound[node], used.length << node, places);
            }
        }

        private static void add(int[] block, int offset, int shift, long bound, int step, int[] places) {
            for (int row = 0; row < BLOCK_ROWS; row++) {
                places[row] += (int) ((block[offset + row] + shift - bound) >> 63) & step;
            }
        }

        /** Finds the way of one row. */
        void way(int[] block, int row, boolean[] left) {
            for (int node = 0; node < feature.length; node++) {
                left[node] = block[feature[node] * BLOCK_ROWS + row] + shift[node] < bound[node];
            }
        }
    }

    /**
     * A leaf with the path to it.
     *
     * @param value in log-odds
     * @param nodes of the path
     * @param left whether the path goes left there
     * @param slot the place of the node's feature in {@code share}
     * @param share of the reference's rows that the nodes of one feature let through
     * @param used the place of that feature among the tree's
     * @param rule points and weights for the integral
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Leaf(
            double value, int[] nodes, boolean[] left, int[] slot, double[] share, int[] used, double[][] rule) {

        void add(boolean[] goesLeft, double[] values, int offset) {
            boolean[] out = new boolean[share.length];
            for (int i = 0; i < nodes.length; i++) {
                out[slot[i]] |= goesLeft[nodes[i]] != left[i];
            }
            add(out, 1, values, offset);
        }

        /** Tells which features keep a row out of the leaf, one bit each; only where there are few features. */
        int outs(boolean[] goesLeft) {
            int outs = 0;
            for (int i = 0; i < nodes.length; i++) {
                outs |= goesLeft[nodes[i]] == left[i] ? 0 : 1 << slot[i];
            }
            return outs;
        }

        boolean countable() {
            return share.length <= MAX_COUNTED_FEATURES;
        }

        /** Returns how many counts {@link #outs} needs; none where the leaf is not {@link #countable}. */
        int ways() {
            return countable() ? 1 << share.length : 0;
        }

        /** Adds what the leaf pays to rows, counted by {@link #outs} from a place on. */
        void add(long[] rows, int from, double[] values) {
            boolean[] out = new boolean[share.length];
            for (int outs = 0; outs < ways(); outs++) {
                if (rows[from + outs] > 0) {
                    for (int i = 0; i < out.length; i++) {
                        out[i] = (outs >> i & 1) == 1;
                    }
                    add(out, rows[from + outs], values, 0);
                }
            }
        }

        private void add(boolean[] out, long times, double[] values, int offset) {
            int width = share.length;
            double[] before = new double[width];
            for (int point = 0; point < rule[0].length; point++) {
                double t = rule[0][point];
                double product = times * value * rule[1][point];
                for (int i = 0; i < width; i++) {
                    before[i] = product;
                    product *= factor(i, t, out);
                }
                double after = 1;
                for (int i = width - 1; i >= 0; i--) {
                    values[offset + used[i]] += ((out[i] ? 0 : 1) - share[i]) * before[i] * after;
                    after *= factor(i, t, out);
                }
            }
        }

        private double factor(int i, double t, boolean[] out) {
            return (out[i] ? 0 : t) + (1 - t) * share[i];
        }
    }

    /**
     * Makes ready to attribute.
     *
     * @param leaves rows of the reference by leaf, as {@link FlatTrees#leaves} counts them; of the first trees, at best of all
     * @throws IllegalArgumentException when they are not of these trees
     */
    public ShapleyValues(FlatTrees trees, List<long[]> leaves) {
        features = trees.features();
        List<Tree> made = new ArrayList<>();
        double sum = trees.intercept();
        if (leaves.size() > trees.trees()) {
            throw new IllegalArgumentException(
                    "leaves of " + leaves.size() + " trees were counted, and the model has " + trees.trees());
        }
        for (int tree = 0; tree < trees.trees(); tree++) {
            Paths paths = new Paths(trees, tree, tree < leaves.size() ? leaves.get(tree) : new long[0]);
            made.add(paths.tree());
            sum += paths.expectation;
        }
        this.trees = List.copyOf(made);
        expectation = LOG_ODDS * sum;
    }

    /** Returns the margin that is expected of a row of which nothing is known, in log-odds. */
    public double expectation() {
        return expectation;
    }

    /**
     * Attributes each row.
     *
     * @return by row and feature, in log-odds
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public double[][] values(Features rows) {
        double[][] values = new double[rows.rows()][];
        attribute(rows, (from, length, block) -> {
            for (int row = 0; row < length; row++) {
                values[from + row] = Arrays.copyOfRange(block, row * features, (row + 1) * features);
            }
        });
        return values;
    }

    /**
     * Attributes all rows together, which is much faster than each of them.
     *
     * @return the mean of each feature, in log-odds, by its name and in the order of the schema; 0 where there is no row
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public Map<String, Double> means(Features rows, Schema schema) {
        require(rows);
        double[] sums = new double[features];
        return means(count(rows, sums), rows.rows(), sums, schema);
    }

    /**
     * Counts rows by the way that they go through each tree: what {@link #means(List, long, Schema)} needs of them. Counts of other rows may be added, number by
     * number.
     *
     * @return by tree; empty where a tree is so deep that its rows must be attributed one by one
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public Optional<List<long[]>> ways(Features rows) {
        require(rows);
        return trees.stream().allMatch(Tree::countable) ? Optional.of(count(rows, new double[0])) : Optional.empty();
    }

    /**
     * Attributes rows by their counts, as {@link #means(Features, Schema)} attributes rows.
     *
     * @param ways by tree, as {@link #ways} counts them
     * @param rows how many were counted
     * @throws IllegalArgumentException when they are not of these trees
     */
    public Map<String, Double> means(List<long[]> ways, long rows, Schema schema) {
        if (ways.size() != trees.size()
                || IntStream.range(0, ways.size())
                        .anyMatch(t -> ways.get(t).length != trees.get(t).ways())) {
            throw new IllegalArgumentException("the rows were counted by the ways through other trees");
        }
        return means(ways, rows, new double[features], schema);
    }

    /** @param sums to which is added what the leaves pay that do not count, by feature */
    private List<long[]> count(Features rows, double[] sums) {
        List<long[]> ways = trees.stream().map(tree -> new long[tree.ways()]).toList();
        int[] block = new int[features * BLOCK_ROWS];
        int[] places = new int[BLOCK_ROWS];
        for (int from = 0; from < rows.rows(); from += BLOCK_ROWS) {
            int length = Math.min(BLOCK_ROWS, rows.rows() - from);
            rows.fill(from, length, block);
            for (int t = 0; t < trees.size(); t++) {
                Tree tree = trees.get(t);
                if (tree.tabled()) {
                    int width = tree.used().length;
                    tree.places(block, places);
                    for (int row = 0; row < length; row++) {
                        ways.get(t)[places[row] / width]++;
                    }
                } else {
                    count(tree, block, length, ways.get(t), sums);
                }
            }
        }
        return ways;
    }

    private Map<String, Double> means(List<long[]> ways, long rows, double[] sums, Schema schema) {
        for (int t = 0; t < trees.size(); t++) {
            Tree tree = trees.get(t);
            long[] counted = ways.get(t);
            int width = tree.used().length;
            if (tree.tabled()) {
                for (int i = 0; i < tree.table().length; i++) {
                    sums[tree.used()[i % width]] += tree.table()[i] * counted[i / width];
                }
            } else {
                double[] paid = new double[width];
                int from = 0;
                for (Leaf leaf : tree.leaves()) {
                    leaf.add(counted, from, paid);
                    from += leaf.ways();
                }
                for (int i = 0; i < paid.length; i++) {
                    sums[tree.used()[i]] += paid[i];
                }
            }
        }
        Map<String, Double> means = new LinkedHashMap<>();
        List<Field> fields = schema.features();
        for (int f = 0; f < features; f++) {
            means.put(fields.get(f).name(), rows == 0 ? 0 : sums[f] / rows);
        }
        return Collections.unmodifiableMap(means);
    }

    /**
     * Attributes each row and keeps of them how they are spread.
     *
     * @return by feature, in the order of the schema
     * @throws IllegalArgumentException when the rows have another number of features
     */
    public List<Attribution> attributions(Features rows, Schema schema) {
        double[] sums = new double[features];
        double[] magnitudes = new double[features];
        double[] squares = new double[features];
        attribute(rows, (from, length, block) -> {
            for (int row = 0; row < length; row++) {
                for (int f = 0; f < features; f++) {
                    double value = block[row * features + f];
                    sums[f] += value;
                    magnitudes[f] += Math.abs(value);
                    squares[f] += value * value;
                }
            }
        });
        List<Attribution> attributions = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            attributions.add(
                    Attribution.of(schema.features().get(f).name(), rows.rows(), sums[f], magnitudes[f], squares[f]));
        }
        return attributions;
    }

    /** Is handed the values of a block of rows, row after row; they hold until it returns. */
    private interface Sink {
        void accept(int from, int length, double[] values);
    }

    private void attribute(Features rows, Sink sink) {
        require(rows);
        int[] block = new int[features * BLOCK_ROWS];
        int[] places = new int[BLOCK_ROWS];
        double[] values = new double[features * BLOCK_ROWS];
        for (int from = 0; from < rows.rows(); from += BLOCK_ROWS) {
            int length = Math.min(BLOCK_ROWS, rows.rows() - from);
            rows.fill(from, length, block);
            Arrays.fill(values, 0);
            for (Tree tree : trees) {
                if (tree.tabled()) {
                    tree.places(block, places);
                    look(tree, places, length, values);
                } else {
                    compute(tree, block, length, values, features);
                }
            }
            sink.accept(from, length, values);
        }
    }

    private void look(Tree tree, int[] places, int length, double[] values) {
        int[] used = tree.used();
        double[] table = tree.table();
        for (int row = 0; row < length; row++) {
            for (int i = 0; i < used.length; i++) {
                values[row * features + used[i]] += table[places[row] + i];
            }
        }
    }

    /** Adds what a tree without a table pays, the values of a row {@code stride} after those of the row before. */
    private static void compute(Tree tree, int[] block, int length, double[] values, int stride) {
        boolean[] left = new boolean[tree.feature().length];
        double[] paid = new double[tree.used().length];
        for (int row = 0; row < length; row++) {
            tree.way(block, row, left);
            Arrays.fill(paid, 0);
            for (Leaf leaf : tree.leaves()) {
                leaf.add(left, paid, 0);
            }
            for (int i = 0; i < paid.length; i++) {
                values[row * stride + tree.used()[i]] += paid[i];
            }
        }
    }

    /** Counts the rows of each leaf of a tree without a table, and adds what the leaves pay that do not count. */
    private static void count(Tree tree, int[] block, int length, long[] ways, double[] sums) {
        boolean[] left = new boolean[tree.feature().length];
        double[] paid = new double[tree.used().length];
        for (int row = 0; row < length; row++) {
            tree.way(block, row, left);
            int from = 0;
            for (Leaf leaf : tree.leaves()) {
                if (leaf.countable()) {
                    ways[from + leaf.outs(left)]++;
                    from += leaf.ways();
                } else {
                    leaf.add(left, paid, 0);
                }
            }
        }
        if (sums.length > 0) {
            for (int i = 0; i < paid.length; i++) {
                sums[tree.used()[i]] += paid[i];
            }
        }
    }

    private void require(Features rows) {
        if (rows.count() != features) {
            throw new IllegalArgumentException("the model takes " + features + " features, got " + rows.count());
        }
    }

    /** Walks one tree to all of its leaves. */
    private static final class Paths {

        private final int start;
        private final int[] feature;
        private final float[] value;
        private final int[] left;
        private final int[] right;
        private final boolean[] missingLeft;
        /** Rows of the reference by node. */
        private final long[] rows;
        /** By node, its place among the inner ones. */
        private final int[] inner;

        private final int[] used;
        private final List<Leaf> leaves = new ArrayList<>();
        private double expectation;

        Paths(FlatTrees trees, int tree, long[] counted) {
            int[] starts = trees.starts();
            start = starts[tree];
            int end = tree + 1 < starts.length ? starts[tree + 1] : trees.feature().length;
            feature = Arrays.copyOfRange(trees.feature(), start, end);
            value = Arrays.copyOfRange(trees.value(), start, end);
            left = Arrays.copyOfRange(trees.left(), start, end);
            right = Arrays.copyOfRange(trees.right(), start, end);
            missingLeft = Arrays.copyOfRange(trees.missingLeft(), start, end);
            rows = new long[feature.length];
            inner = new int[feature.length];
            int nodes = 0;
            int leaf = 0;
            for (int node = 0; node < feature.length; node++) {
                if (feature[node] == FlatTrees.NONE) {
                    rows[node] = leaf < counted.length ? counted[leaf] : 0;
                    leaf++;
                } else {
                    inner[node] = nodes++;
                }
            }
            if (counted.length != 0 && counted.length != leaf) {
                throw new IllegalArgumentException(
                        "tree " + tree + " has " + leaf + " leaves, and " + counted.length + " were counted");
            }
            // Children come after their parent.
            for (int node = feature.length - 1; node >= 0; node--) {
                if (feature[node] != FlatTrees.NONE) {
                    rows[node] = rows[left[node]] + rows[right[node]];
                }
            }
            used = Arrays.stream(feature)
                    .filter(f -> f != FlatTrees.NONE)
                    .sorted()
                    .distinct()
                    .toArray();
            walk(0, new ArrayList<>());
        }

        private record Step(int node, boolean left) {}

        private void walk(int node, List<Step> path) {
            if (feature[node] == FlatTrees.NONE) {
                leaf(value[node], path);
                return;
            }
            for (boolean goesLeft : new boolean[] {true, false}) {
                path.add(new Step(node, goesLeft));
                walk(goesLeft ? left[node] : right[node], path);
                path.removeLast();
            }
        }

        private void leaf(double leafValue, List<Step> path) {
            int[] features = path.stream()
                    .mapToInt(step -> feature[step.node()])
                    .distinct()
                    .toArray();
            int[] nodes = new int[path.size()];
            boolean[] ways = new boolean[nodes.length];
            int[] slot = new int[nodes.length];
            double[] share = new double[features.length];
            Arrays.fill(share, 1);
            double all = 1;
            for (int i = 0; i < nodes.length; i++) {
                Step step = path.get(i);
                int asked = feature[step.node()];
                while (features[slot[i]] != asked) {
                    slot[i]++;
                }
                nodes[i] = inner[step.node()];
                ways[i] = step.left();
                share[slot[i]] *= share(step);
                all *= share(step);
            }
            expectation += leafValue * all;
            leaves.add(new Leaf(
                    LOG_ODDS * leafValue,
                    nodes,
                    ways,
                    slot,
                    share,
                    Arrays.stream(features)
                            .map(f -> Arrays.binarySearch(used, f))
                            .toArray(),
                    legendre((features.length + 1) / 2)));
        }

        private double share(Step step) {
            int child = step.left() ? left[step.node()] : right[step.node()];
            return rows[step.node()] == 0 ? 0.5 : (double) rows[child] / rows[step.node()];
        }

        Tree tree() {
            int[] asked =
                    Arrays.stream(feature).filter(f -> f != FlatTrees.NONE).toArray();
            int[] shift = new int[asked.length];
            long[] bound = new long[asked.length];
            for (int node = 0; node < feature.length; node++) {
                if (feature[node] != FlatTrees.NONE) {
                    shift[inner[node]] = TreeScorer.shift(missingLeft[node]);
                    bound[inner[node]] = OrderedFloat.key(value[node]) + shift[inner[node]] + 1L;
                }
            }
            return new Tree(asked, shift, bound, used, List.copyOf(leaves));
        }
    }

    /** Returns points and weights on [0, 1], exact for polynomials of degree 2 size - 1: roots of Legendre's polynomial by Newton's method. */
    static double[][] legendre(int size) {
        double[][] rule = new double[2][size];
        for (int i = 0; i < size; i++) {
            double x = StrictMath.cos(Math.PI * (i + 0.75) / (size + 0.5));
            double slope = 1;
            for (int step = 0; step < 20; step++) {
                double before = 0;
                double here = 1;
                for (int k = 0; k < size; k++) {
                    double next = ((2 * k + 1) * x * here - k * before) / (k + 1);
                    before = here;
                    here = next;
                }
                slope = size * (x * here - before) / (x * x - 1);
                x -= here / slope;
            }
            rule[0][i] = (1 + x) / 2;
            rule[1][i] = 1 / ((1 - x * x) * slope * slope);
        }
        return rule;
    }
}
