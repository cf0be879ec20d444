package io.driftway.format.onnx;

import com.google.protobuf.ByteString;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.OnnxSignature.Element;
import io.driftway.format.onnx.OnnxFile.Kind;
import io.driftway.format.onnx.OnnxFile.Output;
import io.driftway.format.onnx.message.AttributeProto;
import io.driftway.format.onnx.message.GraphProto;
import io.driftway.format.onnx.message.ModelProto;
import io.driftway.format.onnx.message.NodeProto;
import io.driftway.format.onnx.message.StringStringEntryProto;
import io.driftway.format.onnx.message.TensorProto;
import io.driftway.format.onnx.message.TensorShapeProto;
import io.driftway.format.onnx.message.TypeProto;
import io.driftway.format.onnx.message.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through an ONNX file and refuses whatever a model of one table does not need: other operators or domains, functions, subgraphs, data in
 * other files, sparse tensors, tensors that declare more values than they have bytes, and trees that are none.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">the messages and their field numbers</a>
 */
final class OnnxWalk {

    static final int MAX_NODES = 10_000;

    private static final int MAX_NAME_BYTES = 1_000;
    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_CLASSES = 1_000;
    private static final int MAX_CATEGORIES = 1_000_000;

    private static final Set<String> PLAIN = Set.of(
            "Abs",
            "Add",
            "And",
            "ArgMax",
            "Cast",
            "Clip",
            "Concat",
            "Constant",
            "Div",
            "Equal",
            "Exp",
            "Flatten",
            "Floor",
            "Gather",
            "Gemm",
            "Greater",
            "GreaterOrEqual",
            "Identity",
            "IsNaN",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
            "Log",
            "MatMul",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "Pow",
            "Reciprocal",
            "ReduceMax",
            "ReduceMean",
            "ReduceSum",
            "Relu",
            "Reshape",
            "Sigmoid",
            "Slice",
            "Softmax",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Sum",
            "Tanh",
            "Transpose",
            "Unsqueeze",
            "Where");

    private static final Set<String> ML = Set.of(
            "ArrayFeatureExtractor",
            "Binarizer",
            "FeatureVectorizer",
            "Imputer",
            "LabelEncoder",
            "LinearClassifier",
            "LinearRegressor",
            "Normalizer",
            "OneHotEncoder",
            "SVMClassifier",
            "SVMRegressor",
            "Scaler",
            "TreeEnsembleClassifier",
            "TreeEnsembleRegressor",
            "ZipMap");

    private static final Set<String> LABELS = Set.of("classlabels_int64s", "classlabels_ints", "classlabels_strings");

    /** Which attribute has the texts that an operator knows. */
    private static final Map<String, String> ENCODED =
            Map.of("OneHotEncoder", "cats_strings", "LabelEncoder", "keys_strings");

    private final String file;
    private final Set<String> initializers = new HashSet<>();
    private final Set<String> imported = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final List<PendingTrees> trees = new ArrayList<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Set<String>> encoded = new HashMap<>();
    private int categories;
    private List<String> classes = List.of();
    private String producer = "";
    private int nodes;

    /** Trees are checked when the width of the input is known. */
    private record PendingTrees(OnnxTrees trees, String input, int classes) {}

    OnnxWalk(String file) {
        this.file = file;
    }

    OnnxFile read(byte[] content) {
        ModelProto model = OnnxParser.parse(file, content);
        producer = text(model.getProducerNameBytes(), MAX_NAME_BYTES);
        if (model.getTrainingInfoCount() > 0) {
            throw refused("it holds training_info", "export for inference");
        }
        if (model.getFunctionsCount() > 0) {
            throw refused("it defines functions of its own", "export with standard operators only");
        }
        model.getOpsetImportList()
                .forEach(opset -> imported.add(allowed(text(opset.getDomainBytes(), MAX_NAME_BYTES), "it imports")));
        model.getMetadataPropsList().forEach(this::metadata);
        graph(model.getGraph());
        if (nodes == 0 || !imported.containsAll(used)) {
            throw refused(
                    "the ONNX model is incomplete: it has no graph, or no opset for it",
                    "give a file that an ONNX exporter wrote");
        }
        return finish(model.getGraph());
    }

    private OnnxFile finish(GraphProto graph) {
        List<OnnxFile.Input> found = inputs(graph);
        if (found.isEmpty()) {
            throw refused("it has no input", OnnxFile.EXPORT_AGAIN);
        }
        Map<String, Integer> widths =
                found.stream().collect(Collectors.toMap(OnnxFile.Input::name, OnnxFile.Input::width));
        int count = 0;
        for (PendingTrees pending : trees) {
            count += pending.trees().check(widths.getOrDefault(pending.input(), -1), pending.classes());
            if (count > OnnxTrees.MAX_NODES) {
                throw refused(
                        String.format(Locale.ROOT, "there are more than %,d tree nodes", OnnxTrees.MAX_NODES),
                        "train with fewer or smaller trees");
            }
        }
        return new OnnxFile(file, producer, found, outputs(graph), classes, metadata);
    }

    /** The domain, by one of its names. */
    private String allowed(String domain, String where) {
        if (!domain.isEmpty() && !domain.equals("ai.onnx") && !domain.equals("ai.onnx.ml")) {
            throw refused(where + " the domain " + domain, "export with operators of ai.onnx and ai.onnx.ml only");
        }
        return domain.isEmpty() ? "ai.onnx" : domain;
    }

    private void metadata(StringStringEntryProto entry) {
        String key = text(entry.getKeyBytes(), MAX_NAME_BYTES);
        if (metadata.put(key, text(entry.getValueBytes(), MAX_TEXT_BYTES)) != null) {
            throw refused("metadata " + key + " stands twice", OnnxFile.EXPORT_AGAIN);
        }
    }

    private void graph(GraphProto graph) {
        if (graph.getNodeCount() > MAX_NODES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d nodes", MAX_NODES), "give a smaller model");
        }
        if (graph.getInitializerCount() > MAX_NODES
                || graph.getInputCount() > MAX_NODES
                || graph.getOutputCount() > MAX_NODES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d tensors", MAX_NODES), "give a smaller model");
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw refused("it holds sparse tensors", "export with dense tensors");
        }
        graph.getNodeList().forEach(this::node);
        graph.getInitializerList().forEach(tensor -> initializers.add(tensor(tensor)));
    }

    private void node(NodeProto node) {
        nodes++;
        String operator = text(node.getOpTypeBytes(), MAX_NAME_BYTES);
        String domain = text(node.getDomainBytes(), MAX_NAME_BYTES);
        used.add(allowed(domain, "node " + nodes + " is of"));
        if (!(domain.equals("ai.onnx.ml") ? ML : PLAIN).contains(operator)) {
            throw refused(
                    "node " + nodes + " is the operator " + operator + ", which is not among those allowed",
                    "export without it; docs/onnx.md lists the others");
        }
        String input = node.getInputCount() == 0 ? "" : text(node.getInputBytes(0), MAX_NAME_BYTES);
        attributes(operator, input, node.getAttributeList());
    }

    private void attributes(String operator, String input, List<AttributeProto> attributes) {
        OnnxTrees ensemble = operator.startsWith("TreeEnsemble") ? new OnnxTrees(file) : null;
        Set<String> names = new HashSet<>();
        int labels = 0;
        for (AttributeProto attribute : attributes) {
            String name = text(attribute.getNameBytes(), MAX_NAME_BYTES);
            if (!names.add(name)) {
                throw refused("node " + nodes + " has the attribute " + name + " twice", OnnxFile.EXPORT_AGAIN);
            }
            if (LABELS.contains(name)) {
                List<String> found = labels(attribute);
                labels += found.size();
                classes = found.isEmpty() ? classes : found;
            }
            if (name.equals(ENCODED.get(operator))) {
                encoded(attribute, encoded.computeIfAbsent(input, unseen -> new LinkedHashSet<>()));
            }
            if (ensemble != null) {
                ensemble.attribute(name, attribute);
                if (name.equals("n_targets") && attribute.getI() != 1) {
                    throw refused(
                            "node " + nodes + " has " + attribute.getI() + " targets", "give a model of two classes");
                }
            }
            attribute(attribute);
        }
        if (ensemble != null) {
            trees.add(new PendingTrees(ensemble, input, Math.max(1, labels)));
        }
    }

    private List<String> labels(AttributeProto attribute) {
        if (attribute.getIntsCount() + attribute.getStringsCount() > MAX_CLASSES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d classes", MAX_CLASSES),
                    "give a model of two classes");
        }
        return Stream.concat(
                        attribute.getIntsList().stream().map(String::valueOf),
                        attribute.getStringsList().stream().map(label -> text(label, MAX_NAME_BYTES)))
                .toList();
    }

    private void encoded(AttributeProto attribute, Set<String> texts) {
        categories += attribute.getStringsCount();
        if (categories > MAX_CATEGORIES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d categories", MAX_CATEGORIES),
                    "give a smaller model");
        }
        attribute.getStringsList().forEach(category -> texts.add(text(category, MAX_NAME_BYTES)));
    }

    /** Looks for what an attribute must not hold. */
    private void attribute(AttributeProto attribute) {
        if (attribute.hasG() || attribute.getGraphsCount() > 0) {
            throw refused(
                    "node " + nodes + " holds a graph of its own", "export without control flow (If, Loop, Scan)");
        }
        if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
            throw refused("node " + nodes + " holds sparse tensors", "export with dense tensors");
        }
        if (attribute.hasT()) {
            tensor(attribute.getT());
        }
        attribute.getTensorsList().forEach(this::tensor);
    }

    /** Checks a tensor and answers its name. */
    private String tensor(TensorProto tensor) {
        String name = text(tensor.getNameBytes(), MAX_NAME_BYTES);
        if (tensor.getExternalDataCount() > 0 || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw refused("tensor " + name + " has its data in another file", "export with all data inside the file");
        }
        int length = tensor.getSerializedSize();
        long declared = 1;
        for (int at = 0; at < tensor.getDimsCount(); at++) {
            declared = product(declared, tensor.getDims(at));
        }
        if (declared > length) {
            throw refused(
                    "tensor " + name + " declares more values than it has bytes (" + length + ")",
                    OnnxFile.EXPORT_AGAIN);
        }
        return name;
    }

    private static long product(long declared, long size) {
        return size < 0 || (size > 0 && declared > Integer.MAX_VALUE / size) ? Integer.MAX_VALUE : declared * size;
    }

    private List<OnnxFile.Input> inputs(GraphProto graph) {
        Map<String, OnnxFile.Input> inputs = new LinkedHashMap<>();
        for (ValueInfoProto value : graph.getInputList()) {
            String name = text(value.getNameBytes(), MAX_NAME_BYTES);
            if (!initializers.contains(name) && inputs.put(name, input(name, value.getType())) != null) {
                throw refused("the input " + name + " stands twice", OnnxFile.EXPORT_AGAIN);
            }
        }
        return List.copyOf(inputs.values());
    }

    /** What an input [N, width] is; the width -1 where it is left open. */
    private OnnxFile.Input input(String name, TypeProto type) {
        Element element = element(type.getTensorType());
        List<TensorShapeProto.Dimension> sizes = type.getTensorType().getShape().getDimList();
        if (element == null || (!sizes.isEmpty() && sizes.size() != 2)) {
            throw refused(
                    "the input " + name + " is no tensor [N, columns] of float, double, int64 or string",
                    "export with one input FloatTensorType([None, features]), or for each column one of the type [None, 1]");
        }
        if (!sizes.isEmpty() && sizes.getFirst().getDimValue() > 0) {
            throw refused(
                    "the input " + name + " takes " + sizes.getFirst().getDimValue() + " rows and no other number",
                    "export with a first dimension that is left open (None)");
        }
        long width = sizes.isEmpty() ? 0 : sizes.getLast().getDimValue();
        return new OnnxFile.Input(
                name,
                element,
                width <= 0 ? -1 : Math.clamp(width, 1, Integer.MAX_VALUE),
                List.copyOf(encoded.getOrDefault(name, Set.of())));
    }

    private static @Nullable Element element(TypeProto.Tensor tensor) {
        return switch (TensorProto.DataType.forNumber(tensor.getElemType())) {
            case FLOAT -> Element.FLOAT;
            case INT64 -> Element.INT64;
            case STRING -> Element.STRING;
            case DOUBLE -> Element.DOUBLE;
            case null -> null;
        };
    }

    private List<Output> outputs(GraphProto graph) {
        return graph.getOutputList().stream()
                .map(value -> new Output(text(value.getNameBytes(), MAX_NAME_BYTES), kind(value.getType())))
                .toList();
    }

    private static Kind kind(TypeProto type) {
        if (type.hasSequenceType()) {
            return Kind.MAPS;
        }
        return element(type.getTensorType()) == Element.FLOAT ? Kind.FLOATS : Kind.OTHER;
    }

    /** A text of at most so many bytes. */
    private String text(ByteString bytes, int most) {
        if (bytes.size() > most) {
            throw refused(
                    String.format(Locale.ROOT, "a name of %,d bytes is over the limit of %,d", bytes.size(), most),
                    OnnxFile.EXPORT_AGAIN);
        }
        return bytes.toStringUtf8();
    }

    private BrokenBundle refused(String fault, String remedy) {
        return new BrokenBundle(file, fault, remedy);
    }
}
