package io.driftway.format.onnx;

import static io.driftway.format.onnx.HandMadeOnnx.FLOAT;
import static io.driftway.format.onnx.HandMadeOnnx.LOGISTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.OnnxSignature.Element;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleTest;
import io.driftway.format.onnx.HandMadeOnnx.Attribute;
import io.driftway.format.onnx.HandMadeOnnx.Floats;
import io.driftway.format.onnx.HandMadeOnnx.Ints;
import io.driftway.format.onnx.HandMadeOnnx.Raw;
import io.driftway.format.onnx.HandMadeOnnx.Text;
import io.driftway.format.onnx.HandMadeOnnx.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every refusal comes from our own walk: no ONNX Runtime is involved. */
class OnnxFileTest {

    private static final Ints CLASSES = new Ints("classlabels_int64s", 0, 1);

    @Test
    void aWholeFileIsRead() {
        OnnxFile file = OnnxFile.check(
                "m.onnx", HandMadeOnnx.classifier(CLASSES, LOGISTIC).bytes());
        assertThat(file.inputs()).containsExactly(new OnnxFile.Input("input", Element.FLOAT, 2, List.of()));
        assertThat(file.classes()).containsExactly("0", "1");
        assertThat(file.outputs()).extracting(OnnxFile.Output::name).containsExactly("label", "probabilities");
        assertThat(file.producer()).isEqualTo("by hand");
    }

    @Test
    void ourOwnExportIsAmongWhatIsAllowedAndCarriesItsTables() {
        byte[] onnx = new BundleFiles()
                .write(BundleTest.trained(1), DriftSettings.NONE)
                .files()
                .get(Bundle.ONNX);
        OnnxFile file = OnnxFile.check("m.onnx", onnx);
        assertThat(file.featureNames()).containsExactly("fee", "plan");
        assertThat(file.categories()).containsOnlyKeys("plan").containsValue(List.of("basic", "\u00fcber \"all\""));
        assertThat(file.metadata()).containsEntry("driftway.positive", "Yes").containsKey("driftway.trees_sha256");
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        byte[] whole = HandMadeOnnx.classifier(CLASSES, LOGISTIC).bytes();
        for (int length = 0; length < whole.length - 1; length++) {
            assertThat(refusal(Arrays.copyOf(whole, length)))
                    .startsWith("m.onnx: ")
                    .doesNotContain("\n");
        }
    }

    /** Whatever is changed, the walk ends in an answer or in the one exception, with no more memory than the test has. */
    @Test
    void randomDamageNeverEndsInAnythingElse() {
        byte[] table = HandMadeOnnx.classifier(CLASSES, LOGISTIC).bytes();
        byte[] columns = new HandMadeOnnx()
                .input("plan", HandMadeOnnx.STRING, -1, 1)
                .input("fee", FLOAT, -1, 1)
                .node("ai.onnx.ml", "OneHotEncoder", "plan", "places", new Texts("cats_strings", "basic", "full"))
                .node("", "Sigmoid", "fee", "variable")
                .output("variable", FLOAT, -1, 1)
                .bytes();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] damaged = (i % 2 == 0 ? table : columns).clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                OnnxFile.check("m.onnx", damaged);
            } catch (BrokenBundle expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void bytesThatAreNoProtobufAreRefused() {
        assertThat(refusal(new byte[0])).contains("it has no graph");
        assertThat(refusal("PK\u0003\u0004 is a zip".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .contains("so this is no whole ONNX file; export or copy the model again");
        assertThat(refusal(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 't', 0, 1, 'x'}))
                .isEqualTo("m.onnx: this is a serialised Java object, not an ONNX file; export it as ONNX");
    }

    @Test
    void aDeclaredLengthOfTenGigabytesIsNotBelieved() {
        // field 7, length 10,000,000,000 as a varint
        byte[] huge = {0x3a, (byte) 0x80, (byte) 0xc8, (byte) 0xaf, (byte) 0xa0, 0x25};
        assertThat(refusal(huge)).contains("10000000000 bytes are declared and 0 follow");
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xff);
        assertThat(refusal(endless)).contains("a value is cut off or damaged, so this is no whole ONNX file");
        // tensor of 2^40 floats without any
        byte[] tensor = new ProtobufWriter()
                .number(1, 1L << 40)
                .number(2, 1)
                .text(8, "w")
                .toBytes();
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).initializer(tensor)))
                .contains("tensor w declares more values than it has bytes");
    }

    /** 30 MB of a file, which would be objects of gigabytes: messages and unknown fields of two bytes, numbers of one. */
    @Test
    void valuesThatWouldTakeMoreMemoryThanTheFileAreRefusedBeforeTheyAreThere() {
        byte[] emptyMessages = new byte[30 << 20];
        byte[] unknownNumbers = new byte[30 << 20];
        for (int at = 0; at < emptyMessages.length; at += 2) {
            emptyMessages[at] = 8 << 3 | 2;
            unknownNumbers[at] = 15 << 3;
        }
        byte[] packed = new byte[34 << 20];
        assertThat(List.of(
                        refusal(emptyMessages),
                        refusal(unknownNumbers),
                        refusal(HandMadeOnnx.classifier(new Raw("packed", 8, packed)))))
                .allSatisfy(refusal -> assertThat(refusal)
                        .isEqualTo(
                                "m.onnx: its values take more than 268,435,456 bytes of memory; give a smaller model"));
    }

    /** ONNX Runtime replaces the first value by the second, another reader could do otherwise. */
    @Test
    void aSingleValueThatStandsTwiceIsRefused() {
        byte[] tensor =
                new ProtobufWriter().text(8, "w").number(14, 1).number(14, 0).toBytes();
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).initializer(tensor)))
                .contains("there are two data_locations");
    }

    @Test
    void aGroupIsRefused() {
        byte[] groups = new byte[1 << 20];
        Arrays.fill(groups, (byte) (14 << 3 | 3));
        assertThat(refusal(groups)).contains("byte 1: no field has the tag 115");
    }

    @Test
    void aFileOverTheLimitIsRefused() {
        assertThat(refusal(new byte[Bundle.MAX_FILE_BYTES + 1]))
                .isEqualTo("m.onnx: 67,108,865 bytes are more than the limit of 67,108,864; "
                        + "train with fewer or smaller trees");
    }

    @Test
    void dataInOtherFilesIsRefused() {
        byte[] location = new ProtobufWriter().text(8, "w").number(14, 1).toBytes();
        byte[] entry = new ProtobufWriter()
                .text(8, "w")
                .message(13, new ProtobufWriter().text(1, "location").text(2, "/etc/passwd"))
                .toBytes();
        for (byte[] tensor : List.of(location, entry)) {
            assertThat(refusal(HandMadeOnnx.classifier(CLASSES).initializer(tensor)))
                    .isEqualTo("m.onnx: tensor w has its data in another file; export with all data inside the file");
            assertThat(refusal(HandMadeOnnx.classifier(CLASSES)
                            .node("", "Constant", "x", "y", new Raw("value", 5, tensor))))
                    .contains("has its data in another file");
        }
    }

    @Test
    void operatorsAndDomainsThatAreNotListedAreRefused() {
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).node("", "Loop", "x", "y")))
                .isEqualTo("m.onnx: node 2 is the operator Loop, which is not among those allowed; "
                        + "export without it; docs/onnx.md lists the others");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).node("", "ZipMap", "x", "y")))
                .contains("operator ZipMap");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).node("com.acme", "Add", "x", "y")))
                .contains("node 2 is of the domain com.acme");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).imports("ai.onnx.contrib")))
                .contains("it imports the domain ai.onnx.contrib");
    }

    @Test
    void functionsTrainingAndGraphsWithinGraphsAreRefused() {
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).field(25, new byte[0])))
                .contains("it defines functions of its own");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).field(20, new byte[0])))
                .contains("training_info");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).field(7, new byte[0])))
                .contains("there are two graphs");
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES)
                        .node("", "Add", "x", "y", new Raw("then_branch", 6, new byte[0]))))
                .contains("node 2 holds a graph of its own");
    }

    @Test
    void tooManyNodesAreRefused() {
        HandMadeOnnx model = HandMadeOnnx.classifier(CLASSES);
        for (int node = 0; node < OnnxWalk.MAX_NODES; node++) {
            model.node("", "Abs", "x", "y");
        }
        assertThat(refusal(model)).contains("there are more than 10,000 nodes");
        assertThat(refusal(HandMadeOnnx.classifier(new Ints("nodes_treeids", new int[OnnxTrees.MAX_NODES + 1]))))
                .contains("there are more than 2,000,000 tree nodes");
    }

    @Test
    void wrongInputsAreRefused() {
        Attribute[] tree = HandMadeOnnx.tree("class", CLASSES);
        assertThat(refusal(HandMadeOnnx.classifier(CLASSES).input("more", FLOAT, -1, 2)))
                .contains(
                        "of its 2 inputs, input takes 2 columns (float); export with one float tensor [N, features], or"
                                + " with an input [N, 1] for each column");
        assertThat(refusal(new HandMadeOnnx()
                        .input("input", 11, -1, 2)
                        .node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label p", tree)))
                .contains("of its 1 inputs, input takes 2 columns (double)");
        assertThat(refusal(new HandMadeOnnx()
                        .input("input", 9, -1, 1)
                        .node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label p", tree)))
                .contains("the input input is no tensor [N, columns] of float, double, int64 or string");
        assertThat(refusal(new HandMadeOnnx()
                        .input("input", FLOAT, 1, 2)
                        .node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label p", tree)))
                .contains("the input input takes 1 rows and no other number");
        assertThat(refusal(new HandMadeOnnx()
                        .input("input", FLOAT, -1, 2, 2)
                        .node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label p", tree)))
                .contains("no tensor [N, columns]");
        assertThat(refusal(new HandMadeOnnx().node("ai.onnx.ml", "TreeEnsembleClassifier", "input", "label p", tree)))
                .contains("it has no input");
    }

    @Test
    void aSchemaOfAnotherWidthOrWithOtherClassesIsRefused() {
        OnnxFile file =
                OnnxFile.check("m.onnx", HandMadeOnnx.classifier(CLASSES).bytes());
        assertThat(refusal(() -> file.signature(schema(3, "Yes"))))
                .startsWith("m.onnx: the input input has 2 features, the schema has 3; give the columns");
        OnnxFile texts = OnnxFile.check(
                "m.onnx",
                HandMadeOnnx.classifier(new Texts("classlabels_strings", "left", "stayed"))
                        .bytes());
        assertThat(texts.signature(schema(2, "left")).column()).isZero();
        assertThat(refusal(() -> texts.signature(schema(2, "Yes"))))
                .contains("none of its classes [left, stayed] is Yes");
        OnnxFile three = OnnxFile.check(
                "m.onnx",
                HandMadeOnnx.classifier(new Ints("classlabels_int64s", 0, 1, 2)).bytes());
        assertThat(refusal(() -> three.signature(schema(2, "Yes")))).contains("it tells 3 classes apart");
    }

    @Test
    void withoutOneOutputOfProbabilitiesTheFileIsRefused() {
        OnnxFile file = OnnxFile.check(
                "m.onnx",
                new HandMadeOnnx()
                        .input("input", FLOAT, -1, 2)
                        .node(
                                "ai.onnx.ml",
                                "TreeEnsembleClassifier",
                                "input",
                                "label p",
                                HandMadeOnnx.tree("class", CLASSES))
                        .output("label", HandMadeOnnx.INT64, -1)
                        .bytes());
        assertThat(refusal(() -> file.signature(schema(2, "Yes"))))
                .contains("of the outputs [label], 0 could be the probabilities");
    }

    @Test
    void cyclesStrayChildrenAndNansInTreesAreRefused() {
        assertThat(refusal(new Ints("nodes_truenodeids", 1, 0, 0, 0, 0))).contains("cycle");
        assertThat(refusal(new Ints("nodes_truenodeids", 1, 1, 0, 0, 0))).contains("has two parents");
        assertThat(refusal(new Ints("nodes_truenodeids", 1, 9, 0, 0, 0)))
                .contains("tree 0, node 1 has the child 9, which is not there");
        assertThat(refusal(new Ints("nodes_truenodeids", 1, -2, 0, 0, 0))).contains("nodes_truenodeids[1] is -2");
        assertThat(refusal(new Ints("nodes_nodeids", 0, 1, 2, 3, 3))).contains("tree 0, node 3 stands twice");
        assertThat(refusal(new Ints("nodes_featureids", 0, 2, 0, 0, 0)))
                .contains("tree 0, node 1 asks for feature 2 of 2");
        assertThat(refusal(new Floats("nodes_values", 1.5f, Float.NaN, 0, 0, 0)))
                .contains("nodes_values[1] is NaN");
        assertThat(refusal(new Floats("class_weights", 1, 2, Float.POSITIVE_INFINITY)))
                .contains("class_weights[2] is Infinity");
        assertThat(refusal(new Floats("nodes_values", 1.5f, 0))).contains("not equally long");
        assertThat(refusal(new Ints("class_ids", 0, 0, 5))).contains("class_ids[2] is 5 of 2");
        assertThat(refusal(new Ints("class_nodeids", 2, 3, 8))).contains("class_ids[2]");
        assertThat(refusal(new Texts("nodes_modes", "BRANCH_LEQ", "JUMP", "LEAF", "LEAF", "LEAF")))
                .contains("nodes_modes[1] is JUMP");
        assertThat(refusal(new Text("nodes_values_as_tensor", ""))).contains("doubles");
        // a second pair of nodes that lead to each other, and that no root leads to
        assertThat(refusal(
                        new Ints("nodes_treeids", 0, 0, 0, 0, 0, 1, 1, 1, 1),
                        new Ints("nodes_nodeids", 0, 1, 2, 3, 4, 0, 1, 2, 3),
                        new Ints("nodes_featureids", new int[9]),
                        new Ints("nodes_truenodeids", 1, 2, 0, 0, 0, 1, 0, 0, 0),
                        new Ints("nodes_falsenodeids", 4, 3, 0, 0, 0, 2, 3, 0, 0),
                        new Floats("nodes_values", new float[9]),
                        new Texts(
                                "nodes_modes",
                                "BRANCH_LEQ",
                                "BRANCH_LEQ",
                                "LEAF",
                                "LEAF",
                                "LEAF",
                                "BRANCH_LEQ",
                                "BRANCH_LEQ",
                                "LEAF",
                                "LEAF")))
                .contains("the trees have a cycle");
    }

    private static String refusal(Attribute... others) {
        Attribute[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = CLASSES;
        return refusal(HandMadeOnnx.classifier(all));
    }

    private static String refusal(HandMadeOnnx model) {
        return refusal(model.bytes());
    }

    private static String refusal(byte[] content) {
        return refusal(() -> OnnxFile.check("m.onnx", content));
    }

    private static String refusal(Runnable reading) {
        try {
            reading.run();
        } catch (BrokenBundle broken) {
            return broken.line();
        }
        throw new AssertionError("it was not refused");
    }

    private static Schema schema(int features, String positive) {
        List<Field> fields = new java.util.ArrayList<>();
        for (int f = 0; f < features; f++) {
            fields.add(new Field("x" + f, ColumnType.NUM, Role.FEATURE, List.of()));
        }
        fields.add(new Field("y", ColumnType.CAT, Role.TARGET, List.of("No", "Yes")));
        return new Schema(fields, positive);
    }
}
