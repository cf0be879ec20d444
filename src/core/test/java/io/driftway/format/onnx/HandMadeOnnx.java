package io.driftway.format.onnx;

import java.util.ArrayList;
import java.util.List;

/** ONNX files written by hand, in the shapes that skl2onnx and onnxmltools give them; converters themselves are not needed. */
public final class HandMadeOnnx {

    public static final int FLOAT = 1;
    public static final int INT64 = 7;
    public static final int STRING = 8;

    private final ProtobufWriter graph = new ProtobufWriter().text(2, "graph");
    private final List<String[]> metadata = new ArrayList<>();
    private String domain = "ai.onnx.ml";
    private final ProtobufWriter tail = new ProtobufWriter();

    /** x0 <= 1.5 ? (x1 <= 0 ? -0.5 : 0.25) : 1, a NaN going right unless told otherwise; one attribute may be replaced. */
    public static Attribute[] tree(String prefix, Attribute... others) {
        List<Attribute> all = new ArrayList<>(List.of(
                new Ints("nodes_treeids", 0, 0, 0, 0, 0),
                new Ints("nodes_nodeids", 0, 1, 2, 3, 4),
                new Ints("nodes_featureids", 0, 1, 0, 0, 0),
                new Ints("nodes_truenodeids", 1, 2, 0, 0, 0),
                new Ints("nodes_falsenodeids", 4, 3, 0, 0, 0),
                new Floats("nodes_values", 1.5f, 0, 0, 0, 0),
                new Texts("nodes_modes", "BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"),
                new Ints(prefix + "_treeids", 0, 0, 0),
                new Ints(prefix + "_nodeids", 2, 3, 4),
                new Ints(prefix + "_ids", 0, 0, 0),
                new Floats(prefix + "_weights", -0.5f, 0.25f, 1)));
        for (Attribute other : others) {
            all.removeIf(attribute -> attribute.name().equals(other.name()));
            all.add(other);
        }
        return all.toArray(Attribute[]::new);
    }

    public static final Attribute LOGISTIC = new Text("post_transform", "LOGISTIC");

    /** As onnxmltools exports XGBoost and LightGBM without ZipMap. */
    public static HandMadeOnnx classifier(Attribute... others) {
        return new HandMadeOnnx()
                .input("input", FLOAT, -1, 2)
                .node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label probabilities", tree("class", others))
                .output("label", INT64, -1)
                .output("probabilities", FLOAT, -1, 2);
    }

    /** Attributes of a node. */
    public sealed interface Attribute {
        String name();
    }

    public record Ints(String name, int... values) implements Attribute {}

    public record Floats(String name, float... values) implements Attribute {}

    public record Texts(String name, String... values) implements Attribute {}

    public record Text(String name, String value) implements Attribute {}

    public record Int(String name, long value) implements Attribute {}

    public record Raw(String name, int field, byte[] value) implements Attribute {}

    public HandMadeOnnx node(
            String nodeDomain, String operator, String inputs, String outputs, Attribute... attributes) {
        ProtobufWriter node = new ProtobufWriter();
        for (String input : inputs.split(" ")) {
            node.text(1, input);
        }
        for (String output : outputs.split(" ")) {
            node.text(2, output);
        }
        node.text(4, operator).text(7, nodeDomain);
        for (Attribute attribute : attributes) {
            node.message(5, write(attribute));
        }
        graph.message(1, node);
        return this;
    }

    /** Lists one number a field, as Python's protobuf writes them; the export writes them packed. */
    private static ProtobufWriter write(Attribute attribute) {
        ProtobufWriter out = new ProtobufWriter().text(1, attribute.name());
        switch (attribute) {
            case Ints(String name, int[] values) -> {
                for (int value : values) {
                    out.number(8, value);
                }
                out.number(20, 7);
            }
            case Floats(String name, float[] values) -> {
                for (float value : values) {
                    out.fraction(7, value);
                }
                out.number(20, 6);
            }
            case Texts(String name, String[] values) -> {
                for (String value : values) {
                    out.text(9, value);
                }
                out.number(20, 8);
            }
            case Text(String name, String value) -> out.text(4, value).number(20, 3);
            case Int(String name, long value) -> out.number(3, value).number(20, 2);
            case Raw(String name, int field, byte[] value) -> out.bytes(field, value);
        }
        return out;
    }

    public HandMadeOnnx input(String name, int type, int... sizes) {
        graph.message(11, value(name, tensor(type, sizes)));
        return this;
    }

    public HandMadeOnnx output(String name, int type, int... sizes) {
        graph.message(12, value(name, tensor(type, sizes)));
        return this;
    }

    /** A sequence of maps from a key to a float. */
    public HandMadeOnnx maps(String name, int key) {
        ProtobufWriter map = new ProtobufWriter().number(1, key).message(2, tensor(FLOAT));
        ProtobufWriter sequence = new ProtobufWriter().message(1, new ProtobufWriter().message(5, map));
        graph.message(12, value(name, new ProtobufWriter().message(4, sequence)));
        return this;
    }

    public HandMadeOnnx initializer(byte[] tensor) {
        graph.bytes(5, tensor);
        return this;
    }

    public HandMadeOnnx metadata(String key, String value) {
        metadata.add(new String[] {key, value});
        return this;
    }

    public HandMadeOnnx imports(String other) {
        domain = other;
        return this;
    }

    /** Another field of the model itself. */
    public HandMadeOnnx field(int number, byte[] value) {
        tail.bytes(number, value);
        return this;
    }

    public byte[] bytes() {
        ProtobufWriter model = new ProtobufWriter()
                .number(1, 8)
                .text(2, "by hand")
                .message(7, graph)
                .message(8, new ProtobufWriter().text(1, "").number(2, 13))
                .message(8, new ProtobufWriter().text(1, domain).number(2, domain.equals("ai.onnx.ml") ? 3 : 1));
        metadata.forEach(entry ->
                model.message(14, new ProtobufWriter().text(1, entry[0]).text(2, entry[1])));
        byte[] head = model.toBytes();
        byte[] rest = tail.toBytes();
        byte[] all = java.util.Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return all;
    }

    private static ProtobufWriter tensor(int type, int... sizes) {
        ProtobufWriter tensor = new ProtobufWriter().number(1, type);
        if (sizes.length > 0) {
            ProtobufWriter shape = new ProtobufWriter();
            for (int size : sizes) {
                shape.message(1, size < 0 ? new ProtobufWriter() : new ProtobufWriter().number(1, size));
            }
            tensor.message(2, shape);
        }
        return new ProtobufWriter().message(1, tensor);
    }

    private static ProtobufWriter value(String name, ProtobufWriter type) {
        return new ProtobufWriter().text(1, name).message(2, type);
    }
}
