package io.driftway.format.onnx;

import com.google.protobuf.ByteString;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.format.onnx.message.AttributeProto;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of one {@code TreeEnsembleClassifier} or {@code TreeEnsembleRegressor}, and whether they describe trees: every branch has two
 * children in its own tree, no node has two parents, every node is reached from a root (so there is no cycle), no threshold or weight is
 * NaN, and no feature, class or target is out of range.
 */
final class OnnxTrees {

    /** Over all trees of a file. */
    static final int MAX_NODES = 2_000_000;

    private static final Set<String> INTS = Set.of(
            "nodes_treeids",
            "nodes_nodeids",
            "nodes_featureids",
            "nodes_truenodeids",
            "nodes_falsenodeids",
            "nodes_missing_value_tracks_true",
            "class_treeids",
            "class_nodeids",
            "class_ids",
            "target_treeids",
            "target_nodeids",
            "target_ids");
    private static final Set<String> FLOATS =
            Set.of("nodes_values", "class_weights", "target_weights", "base_values", "nodes_hitrates");
    private static final Set<String> MODES =
            Set.of("LEAF", "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ");

    private static final int MAX_MODE_BYTES = 16;

    private final String file;
    private final Map<String, int[]> ints = new HashMap<>();
    private final Map<String, Integer> floats = new HashMap<>();
    private final BitSet leaves = new BitSet();
    private int modes;

    OnnxTrees(String file) {
        this.file = file;
    }

    /** Takes the attribute of this name. */
    void attribute(String name, AttributeProto attribute) {
        if (name.endsWith("_as_tensor")) {
            throw refused(name + " has doubles, which a float32 contract cannot keep", "export with a float32 input");
        } else if (INTS.contains(name)) {
            ints.put(name, ints(name, attribute));
        } else if (FLOATS.contains(name)) {
            floats.put(name, floats(name, attribute));
        } else if (name.equals("nodes_modes")) {
            modes(attribute);
        }
    }

    private int[] ints(String name, AttributeProto attribute) {
        int[] found = new int[few(attribute.getIntsCount())];
        for (int at = 0; at < found.length; at++) {
            long value = attribute.getInts(at);
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw refused(name + "[" + at + "] is " + value, OnnxFile.EXPORT_AGAIN);
            }
            found[at] = (int) value;
        }
        return found;
    }

    private int floats(String name, AttributeProto attribute) {
        int count = few(attribute.getFloatsCount());
        for (int at = 0; at < count; at++) {
            if (!Float.isFinite(attribute.getFloats(at))) {
                throw refused(name + "[" + at + "] is " + attribute.getFloats(at), OnnxFile.EXPORT_AGAIN);
            }
        }
        return count;
    }

    private void modes(AttributeProto attribute) {
        modes = few(attribute.getStringsCount());
        for (int at = 0; at < modes; at++) {
            ByteString mode = attribute.getStrings(at);
            if (mode.size() > MAX_MODE_BYTES || !MODES.contains(mode.toStringUtf8())) {
                throw refused(
                        "nodes_modes[" + at + "] is "
                                + mode.substring(0, Math.min(mode.size(), MAX_MODE_BYTES))
                                        .toStringUtf8(),
                        OnnxFile.EXPORT_AGAIN);
            }
            leaves.set(at, mode.toStringUtf8().equals("LEAF"));
        }
    }

    private int few(int size) {
        if (size > MAX_NODES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d tree nodes", MAX_NODES),
                    "train with fewer or smaller trees");
        }
        return size;
    }

    /**
     * Checks all that was taken.
     *
     * @param features width of the input, or -1 where it is not known
     * @param classes how many class labels there are; at least 1
     * @return how many nodes there are
     */
    int check(int features, int classes) {
        int[] tree = list("nodes_treeids");
        int[] node = list("nodes_nodeids", tree.length);
        int[] feature = list("nodes_featureids", tree.length);
        int[] left = list("nodes_truenodeids", tree.length);
        int[] right = list("nodes_falsenodeids", tree.length);
        int missing = ints.getOrDefault("nodes_missing_value_tracks_true", new int[0]).length;
        if (tree.length == 0
                || modes != tree.length
                || floats.getOrDefault("nodes_values", 0) != tree.length
                || (missing != 0 && missing != tree.length)) {
            throw refused("its nodes_ lists are empty or not equally long", OnnxFile.EXPORT_AGAIN);
        }
        long[] keys = new long[tree.length];
        Arrays.setAll(keys, at -> key(tree[at], node[at]));
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw refused(name(sorted[i]) + " stands twice", OnnxFile.EXPORT_AGAIN);
            }
        }
        int[] first = new int[sorted.length];
        int[] second = new int[sorted.length];
        BitSet children = new BitSet(sorted.length);
        for (int at = 0; at < keys.length; at++) {
            int rank = Arrays.binarySearch(sorted, keys[at]);
            first[rank] = leaves.get(at) ? -1 : adopt(sorted, children, tree[at], node[at], left[at]);
            second[rank] = leaves.get(at) ? -1 : adopt(sorted, children, tree[at], node[at], right[at]);
            if (!leaves.get(at) && features >= 0 && feature[at] >= features) {
                throw refused(
                        name(keys[at]) + " asks for feature " + feature[at] + " of " + features, OnnxFile.EXPORT_AGAIN);
            }
        }
        requireReached(sorted, children, first, second);
        requireWeights("class", sorted, classes);
        requireWeights("target", sorted, 1);
        return tree.length;
    }

    private int adopt(long[] sorted, BitSet children, int tree, int parent, int child) {
        int rank = Arrays.binarySearch(sorted, key(tree, child));
        if (rank < 0) {
            throw refused(
                    name(key(tree, parent)) + " has the child " + child + ", which is not there",
                    OnnxFile.EXPORT_AGAIN);
        }
        if (children.get(rank)) {
            throw refused(
                    name(key(tree, child)) + " has two parents: the trees have a cycle or share a node",
                    OnnxFile.EXPORT_AGAIN);
        }
        children.set(rank);
        return rank;
    }

    private void requireReached(long[] sorted, BitSet children, int[] first, int[] second) {
        int[] open = new int[sorted.length];
        int reached = 0;
        for (int root = children.nextClearBit(0); root < sorted.length; root = children.nextClearBit(root + 1)) {
            int size = 0;
            open[size++] = root;
            while (size > 0) {
                int rank = open[--size];
                reached++;
                if (first[rank] >= 0) {
                    open[size++] = first[rank];
                    open[size++] = second[rank];
                }
            }
            int next = children.nextClearBit(root + 1);
            if (next < sorted.length && sorted[next] >> Integer.SIZE == sorted[root] >> Integer.SIZE) {
                throw refused(
                        "tree " + (sorted[root] >> Integer.SIZE) + " has more than one root", OnnxFile.EXPORT_AGAIN);
            }
        }
        if (reached < sorted.length) {
            throw refused("the trees have a cycle", OnnxFile.EXPORT_AGAIN);
        }
    }

    private void requireWeights(String what, long[] sorted, int most) {
        int[] ids = ints.getOrDefault(what + "_ids", new int[0]);
        int[] tree = list(what + "_treeids", ids.length);
        int[] node = list(what + "_nodeids", ids.length);
        if (floats.getOrDefault(what + "_weights", 0) != ids.length) {
            throw refused("its " + what + "_ lists are not equally long", OnnxFile.EXPORT_AGAIN);
        }
        for (int at = 0; at < ids.length; at++) {
            if (ids[at] >= most || Arrays.binarySearch(sorted, key(tree[at], node[at])) < 0) {
                throw refused(
                        String.format(
                                Locale.ROOT,
                                "%s_ids[%d] is %d of %d, at %s",
                                what,
                                at,
                                ids[at],
                                most,
                                name(key(tree[at], node[at]))),
                        OnnxFile.EXPORT_AGAIN);
            }
        }
    }

    private int[] list(String name) {
        return ints.getOrDefault(name, new int[0]);
    }

    private int[] list(String name, int length) {
        int[] list = list(name);
        if (list.length != length) {
            throw refused(
                    String.format(Locale.ROOT, "%s has %,d values in place of %,d", name, list.length, length),
                    OnnxFile.EXPORT_AGAIN);
        }
        return list;
    }

    private static long key(int tree, int node) {
        return (long) tree << Integer.SIZE | node;
    }

    private static String name(long key) {
        return "tree " + (key >> Integer.SIZE) + ", node " + (int) key;
    }

    private BrokenBundle refused(String fault, String remedy) {
        return new BrokenBundle(file, fault, remedy);
    }
}
