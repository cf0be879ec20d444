package io.driftway.format.onnx;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.OnnxSignature.Element;
import io.driftway.format.onnx.OnnxFile.Kind;
import io.driftway.format.onnx.OnnxFile.Output;
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

    private static final int FLOAT = 1;
    private static final Map<Long, Element> ELEMENTS =
            Map.of(1L, Element.FLOAT, 7L, Element.INT64, 8L, Element.STRING, 11L, Element.DOUBLE);
    private static final int EXTERNAL = 1;

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
    private final Map<String, ProtobufReader> inputs = new LinkedHashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Set<String> imported = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final List<PendingTrees> trees = new ArrayList<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Set<String>> encoded = new HashMap<>();
    private int categories;
    private List<String> classes = List.of();
    private String producer = "";
    private boolean hasGraph;
    private int nodes;

    /** Trees are checked when the width of the input is known. */
    private record PendingTrees(OnnxTrees trees, String input, int classes) {}

    OnnxWalk(String file) {
        this.file = file;
    }

    OnnxFile read(byte[] content) {
        ProtobufReader model = ProtobufReader.of(file, content);
        while (model.next()) {
            switch (model.field()) {
                case 2 -> producer = model.text(MAX_NAME_BYTES);
                case 7 -> graph(model);
                case 8 -> opset(model.message());
                case 14 -> metadata(model.message());
                case 20 -> throw refused("it holds training_info", "export for inference");
                case 25 -> throw refused("it defines functions of its own", "export with standard operators only");
                default -> model.skip();
            }
        }
        if (!hasGraph || nodes == 0 || !imported.containsAll(used)) {
            throw refused(
                    "it has no graph or no opset for it, so it is no whole ONNX model",
                    "give a file that an ONNX exporter wrote");
        }
        return finish();
    }

    private OnnxFile finish() {
        inputs.keySet().removeAll(initializers);
        List<OnnxFile.Input> found = new ArrayList<>();
        inputs.forEach((name, type) -> found.add(input(name, type)));
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
        return new OnnxFile(file, producer, found, outputs, classes, metadata);
    }

    private void opset(ProtobufReader opset) {
        String domain = "";
        while (opset.next()) {
            if (opset.field() == 1) {
                domain = opset.text(MAX_NAME_BYTES);
            } else {
                opset.skip();
            }
        }
        imported.add(allowed(domain, "it imports"));
    }

    /** The domain, by one of its names. */
    private String allowed(String domain, String where) {
        if (!domain.isEmpty() && !domain.equals("ai.onnx") && !domain.equals("ai.onnx.ml")) {
            throw refused(where + " the domain " + domain, "export with operators of ai.onnx and ai.onnx.ml only");
        }
        return domain.isEmpty() ? "ai.onnx" : domain;
    }

    private void metadata(ProtobufReader entry) {
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.text(MAX_NAME_BYTES);
                case 2 -> value = entry.text(MAX_TEXT_BYTES);
                default -> entry.skip();
            }
        }
        if (metadata.put(key, value) != null) {
            throw refused("metadata " + key + " stands twice", OnnxFile.EXPORT_AGAIN);
        }
    }

    private void graph(ProtobufReader model) {
        ProtobufReader graph = model.message();
        if (hasGraph) {
            throw model.malformed("there are two graphs");
        }
        hasGraph = true;
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> node(graph.message());
                case 5 -> initializers.add(tensor(graph.message()));
                case 11 -> input(graph.message());
                case 12 -> output(graph.message());
                case 15 -> throw refused("it holds sparse tensors", "export with dense tensors");
                default -> graph.skip();
            }
            if (initializers.size() > MAX_NODES || inputs.size() > MAX_NODES || outputs.size() > MAX_NODES) {
                throw refused(
                        String.format(Locale.ROOT, "there are more than %,d tensors", MAX_NODES),
                        "give a smaller model");
            }
        }
    }

    private void node(ProtobufReader node) {
        if (++nodes > MAX_NODES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d nodes", MAX_NODES), "give a smaller model");
        }
        String input = "";
        String operator = "";
        String domain = "";
        List<ProtobufReader> attributes = new ArrayList<>();
        while (node.next()) {
            switch (node.field()) {
                case 1 -> input = input.isEmpty() ? node.text(MAX_NAME_BYTES) : skipped(node, input);
                case 4 -> operator = node.text(MAX_NAME_BYTES);
                case 5 -> attributes.add(node.message());
                case 7 -> domain = node.text(MAX_NAME_BYTES);
                default -> node.skip();
            }
        }
        used.add(allowed(domain, "node " + nodes + " is of"));
        if (!(domain.equals("ai.onnx.ml") ? ML : PLAIN).contains(operator)) {
            throw refused(
                    "node " + nodes + " is the operator " + operator + ", which is not among those allowed",
                    "export without it; docs/onnx.md lists the others");
        }
        attributes(operator, input, attributes);
    }

    private static String skipped(ProtobufReader node, String value) {
        node.skip();
        return value;
    }

    private void attributes(String operator, String input, List<ProtobufReader> attributes) {
        OnnxTrees ensemble = operator.startsWith("TreeEnsemble") ? new OnnxTrees(file) : null;
        Set<String> names = new HashSet<>();
        int labels = 0;
        int targets = 1;
        for (ProtobufReader attribute : attributes) {
            String name = name(attribute.again());
            if (!names.add(name)) {
                throw refused("node " + nodes + " has the attribute " + name + " twice", OnnxFile.EXPORT_AGAIN);
            }
            if (LABELS.contains(name)) {
                List<String> found = labels(attribute.again());
                labels += found.size();
                classes = found.isEmpty() ? classes : found;
            }
            if (name.equals(ENCODED.get(operator))) {
                encoded(attribute.again(), encoded.computeIfAbsent(input, unseen -> new LinkedHashSet<>()));
            }
            if (ensemble != null) {
                ensemble.attribute(name, attribute.again());
                targets = name.equals("n_targets") ? integer(attribute.again()) : targets;
            }
            attribute(attribute);
        }
        if (targets != 1) {
            throw refused("node " + nodes + " has " + targets + " targets", "give a model of two classes");
        }
        if (ensemble != null) {
            trees.add(new PendingTrees(ensemble, input, Math.max(1, labels)));
        }
    }

    private static String name(ProtobufReader attribute) {
        String name = "";
        while (attribute.next()) {
            if (attribute.field() == 1) {
                name = attribute.text(MAX_NAME_BYTES);
            } else {
                attribute.skip();
            }
        }
        return name;
    }

    private static int integer(ProtobufReader attribute) {
        long value = 0;
        while (attribute.next()) {
            if (attribute.field() == 3) {
                value = attribute.number();
            } else {
                attribute.skip();
            }
        }
        return Math.clamp(value, -1, Integer.MAX_VALUE);
    }

    private List<String> labels(ProtobufReader attribute) {
        List<String> labels = new ArrayList<>();
        while (attribute.next()) {
            switch (attribute.field()) {
                case 8 -> attribute.numbers(value -> addLabel(labels, Long.toString(value)));
                case 9 -> addLabel(labels, attribute.text(MAX_NAME_BYTES));
                default -> attribute.skip();
            }
        }
        return labels;
    }

    private void addLabel(List<String> labels, String label) {
        if (labels.size() >= MAX_CLASSES) {
            throw refused(
                    String.format(Locale.ROOT, "there are more than %,d classes", MAX_CLASSES),
                    "give a model of two classes");
        }
        labels.add(label);
    }

    private void encoded(ProtobufReader attribute, Set<String> texts) {
        while (attribute.next()) {
            if (attribute.field() != 9) {
                attribute.skip();
            } else if (++categories > MAX_CATEGORIES) {
                throw refused(
                        String.format(Locale.ROOT, "there are more than %,d categories", MAX_CATEGORIES),
                        "give a smaller model");
            } else {
                texts.add(attribute.text(MAX_NAME_BYTES));
            }
        }
    }

    /** Looks for what an attribute must not hold. */
    private void attribute(ProtobufReader attribute) {
        while (attribute.next()) {
            switch (attribute.field()) {
                case 5, 10 -> tensor(attribute.message());
                case 6, 11 ->
                    throw refused(
                            "node " + nodes + " holds a graph of its own",
                            "export without control flow (If, Loop, Scan)");
                case 22, 23 -> throw refused("node " + nodes + " holds sparse tensors", "export with dense tensors");
                default -> attribute.skip();
            }
        }
    }

    /** Checks a tensor and answers its name. */
    private String tensor(ProtobufReader tensor) {
        String name = "";
        int length = tensor.length();
        long[] declared = {1};
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.numbers(size -> declared[0] = product(declared[0], size));
                case 8 -> name = tensor.text(MAX_NAME_BYTES);
                case 13 -> throw external(name);
                case 14 -> {
                    if (tensor.number() == EXTERNAL) {
                        throw external(name);
                    }
                }
                default -> tensor.skip();
            }
        }
        if (declared[0] > length) {
            throw refused(
                    "tensor " + name + " declares more values than it has bytes (" + length + ")",
                    OnnxFile.EXPORT_AGAIN);
        }
        return name;
    }

    private static long product(long declared, long size) {
        return size < 0 || (size > 0 && declared > Integer.MAX_VALUE / size) ? Integer.MAX_VALUE : declared * size;
    }

    private BrokenBundle external(String tensor) {
        return refused("tensor " + tensor + " has its data in another file", "export with all data inside the file");
    }

    private void input(ProtobufReader value) {
        String name = "";
        ProtobufReader type = ProtobufReader.of(file, new byte[0]);
        while (value.next()) {
            switch (value.field()) {
                case 1 -> name = value.text(MAX_NAME_BYTES);
                case 2 -> type = value.message();
                default -> value.skip();
            }
        }
        if (inputs.put(name, type) != null) {
            throw refused("the input " + name + " stands twice", OnnxFile.EXPORT_AGAIN);
        }
    }

    /** What an input [N, width] is; the width -1 where it is left open. */
    private OnnxFile.Input input(String name, ProtobufReader type) {
        ProtobufReader tensor = null;
        while (type.next()) {
            if (type.field() == 1 && tensor == null) {
                tensor = type.message();
            } else {
                throw notTaken(name);
            }
        }
        if (tensor == null) {
            throw notTaken(name);
        }
        Element element = null;
        List<Long> sizes = List.of();
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> element = ELEMENTS.get(tensor.number());
                case 2 -> sizes = sizes(tensor.message());
                default -> tensor.skip();
            }
        }
        if (element == null || (!sizes.isEmpty() && sizes.size() != 2)) {
            throw notTaken(name);
        }
        if (!sizes.isEmpty() && sizes.getFirst() > 0) {
            throw refused(
                    "the input " + name + " takes " + sizes.getFirst() + " rows and no other number",
                    "export with a first dimension that is left open (None)");
        }
        int width = sizes.isEmpty() ? -1 : Math.clamp(sizes.getLast(), -1, Integer.MAX_VALUE);
        return new OnnxFile.Input(name, element, width, List.copyOf(encoded.getOrDefault(name, Set.of())));
    }

    private BrokenBundle notTaken(String name) {
        return refused(
                "the input " + name + " is no tensor [N, columns] of float, double, int64 or string",
                "export with one input FloatTensorType([None, features]), or for each column one of the type [None, 1]");
    }

    /** Sizes of the dimensions; -1 for those left open. */
    private List<Long> sizes(ProtobufReader shape) {
        List<Long> sizes = new ArrayList<>();
        while (shape.next()) {
            if (shape.field() != 1) {
                shape.skip();
                continue;
            }
            long size = -1;
            ProtobufReader dimension = shape.message();
            while (dimension.next()) {
                if (dimension.field() == 1) {
                    size = dimension.number();
                } else {
                    dimension.skip();
                }
            }
            sizes.add(size > 0 ? size : -1);
            if (sizes.size() > 8) {
                throw refused("a tensor has more than 8 dimensions", OnnxFile.EXPORT_AGAIN);
            }
        }
        return sizes;
    }

    private void output(ProtobufReader value) {
        String name = "";
        Kind kind = Kind.OTHER;
        while (value.next()) {
            switch (value.field()) {
                case 1 -> name = value.text(MAX_NAME_BYTES);
                case 2 -> kind = kind(value.message());
                default -> value.skip();
            }
        }
        outputs.add(new Output(name, kind));
    }

    private static Kind kind(ProtobufReader type) {
        Kind kind = Kind.OTHER;
        while (type.next()) {
            switch (type.field()) {
                case 1 -> kind = element(type.message()) == FLOAT ? Kind.FLOATS : Kind.OTHER;
                case 4 -> {
                    kind = Kind.MAPS;
                    type.skip();
                }
                default -> type.skip();
            }
        }
        return kind;
    }

    private static long element(ProtobufReader tensor) {
        long element = 0;
        while (tensor.next()) {
            if (tensor.field() == 1) {
                element = tensor.number();
            } else {
                tensor.skip();
            }
        }
        return element;
    }

    private BrokenBundle refused(String fault, String remedy) {
        return new BrokenBundle(file, fault, remedy);
    }
}
