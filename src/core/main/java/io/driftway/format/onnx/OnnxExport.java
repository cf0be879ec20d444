package io.driftway.format.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.ByteString;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.format.json.Json;
import io.driftway.format.onnx.message.AttributeProto;
import io.driftway.format.onnx.message.AttributeProto.AttributeType;
import io.driftway.format.onnx.message.GraphProto;
import io.driftway.format.onnx.message.ModelProto;
import io.driftway.format.onnx.message.NodeProto;
import io.driftway.format.onnx.message.OperatorSetIdProto;
import io.driftway.format.onnx.message.StringStringEntryProto;
import io.driftway.format.onnx.message.TensorProto.DataType;
import io.driftway.format.onnx.message.TensorShapeProto;
import io.driftway.format.onnx.message.TypeProto;
import io.driftway.format.onnx.message.ValueInfoProto;
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
 * <p>The mode {@code BRANCH_LEQ} asks {@code x <= threshold}, which is false for NaN, so a missing value goes right. It goes left where
 * {@code nodes_missing_value_tracks_true} is 1, which is at the nodes where it goes left in {@link FlatTrees}. Weights are twice the leaves, which float32 holds exactly (a leaf beyond half its
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

    private static final ByteString LEAF = ByteString.copyFromUtf8("LEAF");
    private static final ByteString BRANCH = ByteString.copyFromUtf8("BRANCH_LEQ");

    /** Moves no sum of leaves, and is negative. */
    private static final float ALMOST_NOTHING = -1e-30f;

    private OnnxExport() {}

    public static byte[] of(FlatTrees trees, Schema schema, String treesSha256) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("driftway")
                .setGraph(graph(trees))
                .addOpsetImport(opset("", OPSET))
                .addOpsetImport(opset("ai.onnx.ml", ML_OPSET));
        metadata(Manifest.format(trees), schema, treesSha256)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private static OperatorSetIdProto.Builder opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version);
    }

    private static Map<String, String> metadata(String format, Schema schema, String treesSha256) {
        List<Field> features = schema.features();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        features.stream()
                .filter(field -> !field.categories().isEmpty())
                .forEach(field -> categories.put(field.name(), field.categories()));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("driftway.format", format);
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

    private static GraphProto.Builder graph(FlatTrees trees) {
        return GraphProto.newBuilder()
                .addNode(classifier(trees))
                .setName("driftway")
                .addInput(tensor("features", DataType.FLOAT, trees.features()))
                .addOutput(tensor("label", DataType.INT64, 0))
                .addOutput(tensor("probabilities", DataType.FLOAT, 2));
    }

    /** A tensor of any number of rows; of one dimension where it has no width. */
    private static ValueInfoProto.Builder tensor(String name, DataType type, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("N");
        if (width > 0) {
            shape.addDimBuilder().setDimValue(width);
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }

    private static NodeProto.Builder classifier(FlatTrees trees) {
        Nodes nodes = new Nodes(trees);
        return NodeProto.newBuilder()
                .addInput("features")
                .addOutput("label")
                .addOutput("probabilities")
                .setName("trees")
                .setOpType("TreeEnsembleClassifier")
                .addAttribute(floats("base_values", (float) (2 * trees.intercept())))
                .addAttribute(ints("class_ids", new int[nodes.leaves]))
                .addAttribute(ints("class_nodeids", Arrays.copyOf(nodes.leafNode, nodes.leaves)))
                .addAttribute(ints("class_treeids", Arrays.copyOf(nodes.leafTree, nodes.leaves)))
                .addAttribute(floats("class_weights", Arrays.copyOf(nodes.leafWeight, nodes.leaves)))
                .addAttribute(ints("classlabels_int64s", 0, 1))
                .addAttribute(ints("nodes_falsenodeids", nodes.right))
                .addAttribute(ints("nodes_featureids", nodes.feature))
                .addAttribute(ints("nodes_missing_value_tracks_true", nodes.missingLeft))
                .addAttribute(modes(nodes.leaf))
                .addAttribute(ints("nodes_nodeids", nodes.node))
                .addAttribute(ints("nodes_treeids", nodes.tree))
                .addAttribute(ints("nodes_truenodeids", nodes.left))
                .addAttribute(floats("nodes_values", nodes.value))
                .addAttribute(
                        attribute("post_transform", AttributeType.STRING).setS(ByteString.copyFromUtf8("LOGISTIC")))
                .setDomain("ai.onnx.ml");
    }

    private static AttributeProto.Builder attribute(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    private static AttributeProto.Builder ints(String name, int... values) {
        AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        return attribute;
    }

    private static AttributeProto.Builder floats(String name, float... values) {
        AttributeProto.Builder attribute = attribute(name, AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute;
    }

    private static AttributeProto.Builder modes(boolean[] leaf) {
        AttributeProto.Builder attribute = attribute("nodes_modes", AttributeType.STRINGS);
        for (boolean isLeaf : leaf) {
            attribute.addStrings(isLeaf ? LEAF : BRANCH);
        }
        return attribute;
    }

    /** The arrays of the operator. */
    private static final class Nodes {
        private final int[] tree;
        private final int[] node;
        private final int[] feature;
        private final int[] left;
        private final int[] right;
        private final int[] missingLeft;
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
            boolean[] sentLeft = trees.missingLeft();
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
            missingLeft = new int[size];
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
                    missingLeft[at] = sentLeft[at] ? 1 : 0;
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
