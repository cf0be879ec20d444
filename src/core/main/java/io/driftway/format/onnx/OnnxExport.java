package io.driftway.format.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.format.json.Json;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link FlatTrees} as an ONNX file of one {@code TreeEnsembleClassifier}: {@code features} float [N, F] in, {@code label} int64 [N] and
 * {@code probabilities} float [N, 2] out, the positive class second. The same model gives the same bytes.
 *
 * <p>The mode {@code BRANCH_LEQ} asks {@code x <= threshold}, which is false for NaN, and {@code nodes_missing_value_tracks_true} is 0: so a
 * missing value goes right, as in {@link FlatTrees}. Weights are twice the leaves, which float32 holds exactly (a leaf beyond half its
 * range is cut off there). ONNX Runtime sums them in float32; hence probabilities agree to 1e-6, not to the bit.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/Operators-ml.md#ai.onnx.ml.TreeEnsembleClassifier">the operator</a>
 */
public final class OnnxExport {

    static final String FEATURE_NAMES = "driftway.feature_names";
    static final String CATEGORIES = "driftway.categories";
    static final String POSITIVE = "driftway.positive";

    private static final long IR_VERSION = 8;
    private static final long OPSET = 15;
    private static final long ML_OPSET = 3;

    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private static final int TYPE_STRING = 3;
    private static final int TYPE_FLOATS = 6;
    private static final int TYPE_INTS = 7;
    private static final int TYPE_STRINGS = 8;

    /** Moves no sum of leaves, and is negative. */
    private static final float ALMOST_NOTHING = -1e-30f;

    private OnnxExport() {}

    public static byte[] of(FlatTrees trees, Schema schema, String treesSha256) {
        ProtobufWriter model = new ProtobufWriter()
                .number(1, IR_VERSION)
                .text(2, "driftway")
                .message(7, graph(trees))
                .message(8, opset("", OPSET))
                .message(8, opset("ai.onnx.ml", ML_OPSET));
        metadata(schema, treesSha256)
                .forEach((key, value) ->
                        model.message(14, new ProtobufWriter().text(1, key).text(2, value)));
        return model.toBytes();
    }

    private static ProtobufWriter opset(String domain, long version) {
        return new ProtobufWriter().text(1, domain).number(2, version);
    }

    private static Map<String, String> metadata(Schema schema, String treesSha256) {
        List<Field> features = schema.features();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        features.stream()
                .filter(field -> !field.categories().isEmpty())
                .forEach(field -> categories.put(field.name(), field.categories()));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("driftway.format", Manifest.FORMAT);
        metadata.put(FEATURE_NAMES, json(features.stream().map(Field::name).toList()));
        metadata.put(CATEGORIES, json(categories));
        metadata.put("driftway.schema_sha256", schema.sha256());
        metadata.put("driftway.trees_sha256", treesSha256);
        schema.target().ifPresent(target -> metadata.put("driftway.target", target.name()));
        if (schema.positive() != null) {
            metadata.put(POSITIVE, schema.positive());
        }
        return metadata;
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ProtobufWriter graph(FlatTrees trees) {
        return new ProtobufWriter()
                .message(1, classifier(trees))
                .text(2, "driftway")
                .message(11, tensor("features", FLOAT, trees.features()))
                .message(12, tensor("label", INT64, 0))
                .message(12, tensor("probabilities", FLOAT, 2));
    }

    /** A tensor of any number of rows; of one dimension where it has no width. */
    private static ProtobufWriter tensor(String name, int type, int width) {
        ProtobufWriter shape = new ProtobufWriter().message(1, new ProtobufWriter().text(2, "N"));
        if (width > 0) {
            shape.message(1, new ProtobufWriter().number(1, width));
        }
        ProtobufWriter tensor = new ProtobufWriter().number(1, type).message(2, shape);
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }

    private static ProtobufWriter classifier(FlatTrees trees) {
        Nodes nodes = new Nodes(trees);
        return new ProtobufWriter()
                .text(1, "features")
                .text(2, "label")
                .text(2, "probabilities")
                .text(3, "trees")
                .text(4, "TreeEnsembleClassifier")
                .message(5, floats("base_values", (float) (2 * trees.intercept())))
                .message(5, ints("class_ids", new int[nodes.leaves]))
                .message(5, ints("class_nodeids", Arrays.copyOf(nodes.leafNode, nodes.leaves)))
                .message(5, ints("class_treeids", Arrays.copyOf(nodes.leafTree, nodes.leaves)))
                .message(5, floats("class_weights", Arrays.copyOf(nodes.leafWeight, nodes.leaves)))
                .message(5, ints("classlabels_int64s", 0, 1))
                .message(5, ints("nodes_falsenodeids", nodes.right))
                .message(5, ints("nodes_featureids", nodes.feature))
                .message(5, ints("nodes_missing_value_tracks_true", new int[nodes.feature.length]))
                .message(5, modes(nodes.leaf))
                .message(5, ints("nodes_nodeids", nodes.node))
                .message(5, ints("nodes_treeids", nodes.tree))
                .message(5, ints("nodes_truenodeids", nodes.left))
                .message(5, floats("nodes_values", nodes.value))
                .message(
                        5,
                        new ProtobufWriter()
                                .text(1, "post_transform")
                                .text(4, "LOGISTIC")
                                .number(20, TYPE_STRING))
                .text(7, "ai.onnx.ml");
    }

    private static ProtobufWriter ints(String name, int... values) {
        return new ProtobufWriter().text(1, name).numbers(8, values).number(20, TYPE_INTS);
    }

    private static ProtobufWriter floats(String name, float... values) {
        return new ProtobufWriter().text(1, name).fractions(7, values).number(20, TYPE_FLOATS);
    }

    private static ProtobufWriter modes(boolean[] leaf) {
        ProtobufWriter attribute = new ProtobufWriter().text(1, "nodes_modes");
        for (boolean isLeaf : leaf) {
            attribute.text(9, isLeaf ? "LEAF" : "BRANCH_LEQ");
        }
        return attribute.number(20, TYPE_STRINGS);
    }

    /** The arrays of the operator. */
    private static final class Nodes {
        private final int[] tree;
        private final int[] node;
        private final int[] feature;
        private final int[] left;
        private final int[] right;
        private final float[] value;
        private final boolean[] leaf;
        private final int[] leafTree;
        private final int[] leafNode;
        private final float[] leafWeight;
        private int leaves;

        Nodes(FlatTrees trees) {
            int[] starts = trees.starts();
            int[] features = trees.feature();
            float[] values = trees.value();
            boolean needsNegative = !hasNegativeLeaf(features, values);
            int size = features.length + (needsNegative ? 1 : 0);
            tree = new int[size];
            node = new int[size];
            feature = new int[size];
            value = new float[size];
            leaf = new boolean[size];
            leafTree = new int[size];
            leafNode = new int[size];
            leafWeight = new float[size];
            left = Arrays.copyOf(trees.left(), size);
            right = Arrays.copyOf(trees.right(), size);
            for (int at = 0, t = 0; at < features.length; at++) {
                t += t + 1 < starts.length && starts[t + 1] == at ? 1 : 0;
                tree[at] = t;
                node[at] = at - starts[t];
                if (features[at] == FlatTrees.NONE) {
                    leaf(at, 2 * values[at]);
                } else {
                    feature[at] = features[at];
                    value[at] = values[at];
                }
            }
            if (needsNegative) {
                tree[size - 1] = starts.length;
                leaf(size - 1, ALMOST_NOTHING);
            }
        }

        private void leaf(int at, float weight) {
            leaf[at] = true;
            left[at] = 0;
            right[at] = 0;
            leafTree[leaves] = tree[at];
            leafNode[leaves] = node[at];
            leafWeight[leaves++] = Math.clamp(weight, -Float.MAX_VALUE, Float.MAX_VALUE);
        }

        /** Where no weight is negative, ONNX Runtime takes the sum for a probability when it chooses the label. */
        private static boolean hasNegativeLeaf(int[] feature, float[] value) {
            for (int at = 0; at < feature.length; at++) {
                if (feature[at] == FlatTrees.NONE && value[at] < 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
