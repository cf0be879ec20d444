package io.driftway.onnx;

import static io.driftway.format.onnx.HandMadeOnnx.FLOAT;
import static io.driftway.format.onnx.HandMadeOnnx.INT64;
import static io.driftway.format.onnx.HandMadeOnnx.LOGISTIC;
import static io.driftway.format.onnx.HandMadeOnnx.STRING;
import static io.driftway.format.onnx.HandMadeOnnx.classifier;
import static io.driftway.format.onnx.HandMadeOnnx.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.Features;
import io.driftway.core.model.Scorer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.onnx.HandMadeOnnx;
import io.driftway.format.onnx.HandMadeOnnx.Floats;
import io.driftway.format.onnx.HandMadeOnnx.Int;
import io.driftway.format.onnx.HandMadeOnnx.Ints;
import io.driftway.format.onnx.HandMadeOnnx.Text;
import io.driftway.format.onnx.HandMadeOnnx.Texts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shapes in which scikit-learn, XGBoost and LightGBM come out of their converters, made by hand and run by ONNX Runtime. */
class OnnxForeignModelTest {

    private static final Ints CLASSES = new Ints("classlabels_int64s", 0, 1);

    /** Go to the leaves -0.5, 0.25, 1 and, by a missing value that goes right, 1. */
    private static final double[][] ROWS = {{1, -1}, {1.5, 2}, {2, 0}, {Double.NaN, 0}};

    // python3: 1 / (1 + math.exp(-leaf))
    private static final float[] LOGISTICS = {
        0.377540668798145f, 0.562176500885798f, 0.731058578630005f, 0.731058578630005f
    };

    @Test
    void twoColumnsGiveTheSecondOne() {
        requireProbabilities(classifier(CLASSES, LOGISTIC), "Yes", LOGISTICS);
    }

    @Test
    void theColumnIsThatOfThePositiveClass() {
        HandMadeOnnx model = ofTexts();
        float[] others = new float[LOGISTICS.length];
        for (int row = 0; row < others.length; row++) {
            others[row] = 1 - LOGISTICS[row];
        }
        requireProbabilities(model, "left", others);
        requireProbabilities(ofTexts(), "stayed", LOGISTICS);
    }

    private static HandMadeOnnx ofTexts() {
        return new HandMadeOnnx()
                .input("input", FLOAT, -1, 2)
                .node(
                        "ai.onnx.ml",
                        "TreeEnsembleClassifier",
                        "input",
                        "label probabilities",
                        tree("class", new Texts("classlabels_strings", "left", "stayed"), LOGISTIC))
                .output("label", STRING, -1)
                .output("probabilities", FLOAT, -1, 2);
    }

    @Test
    void aRegressorBehindASigmoidGivesItsOneColumn() {
        HandMadeOnnx model = new HandMadeOnnx()
                .input("input", FLOAT, -1, 2)
                .node(
                        "ai.onnx.ml",
                        "TreeEnsembleRegressor",
                        "input",
                        "sum",
                        tree("target", new Int("n_targets", 1), new Text("aggregate_function", "SUM")))
                .node("", "Sigmoid", "sum", "variable")
                .output("variable", FLOAT, -1, 1);
        requireProbabilities(model, "Yes", LOGISTICS);
    }

    @Test
    void mapsOfNumbersAndOfTextsAreRead() {
        requireProbabilities(zipped(CLASSES, CLASSES, INT64), "Yes", LOGISTICS);
        Texts labels = new Texts("classlabels_strings", "No", "Yes");
        requireProbabilities(zipped(labels, labels, STRING), "Yes", LOGISTICS);
    }

    private static HandMadeOnnx zipped(HandMadeOnnx.Attribute labels, HandMadeOnnx.Attribute keys, int keyType) {
        return new HandMadeOnnx()
                .input("float_input", FLOAT, -1, 2)
                .node("ai.onnx.ml", "TreeEnsembleClassifier", "float_input", "l p", tree("class", labels, LOGISTIC))
                .node("ai.onnx.ml", "ZipMap", "p", "output_probability", keys)
                .output("l", keyType, -1)
                .maps("output_probability", keyType);
    }

    /** LightGBM sends a missing value where training found it best: here to the left, to the leaf -0.5. */
    @Test
    void aMissingValueGoesWhereTheModelSays() {
        HandMadeOnnx model = classifier(CLASSES, LOGISTIC, new Ints("nodes_missing_value_tracks_true", 1, 0, 0, 0, 0));
        requireProbabilities(model, "Yes", LOGISTICS[0], LOGISTICS[1], LOGISTICS[2], LOGISTICS[0]);
    }

    /** As scikit-learn's StandardScaler and LogisticRegression. */
    @Test
    void aScaledLogisticRegressionIsServedAndItsMissingValuesAreRefused() {
        HandMadeOnnx model = new HandMadeOnnx()
                .input("X", FLOAT, -1, 2)
                .node("ai.onnx.ml", "Scaler", "X", "scaled", new Floats("offset", 1, 0), new Floats("scale", 0.5f, 2))
                .node(
                        "ai.onnx.ml",
                        "LinearClassifier",
                        "scaled",
                        "label probabilities",
                        new Floats("coefficients", -1, 0.5f, 1, -0.5f),
                        new Floats("intercepts", -0.25f, 0.25f),
                        new Ints("classlabels_ints", 0, 1),
                        new Int("multi_class", 0),
                        LOGISTIC)
                .output("label", INT64, -1)
                .output("probabilities", FLOAT, -1, 2);
        Scorer scorer = open(model, "Yes");
        // python3: 1 / (1 + math.exp(-((x0 - 1) * 0.5 - 0.5 * 2 * x1 + 0.25))) for (3, 1) and (0, -1)
        assertThat(scorer.probabilities(rows(new double[][] {{3, 1}, {0, -1}})))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(0.562176500885798f, 0.679178699175393f);
        assertThatThrownBy(() -> scorer.probabilities(rows(new double[][] {{3, 1}, {Double.NaN, 1}})))
                .hasMessage("the ONNX model gives row 2 the value NaN, which is no probability; "
                        + "give it rows without missing values or add an Imputer to it");
        scorer.retire();
    }

    @Test
    void aScoreThatIsNoProbabilityIsRefused() {
        HandMadeOnnx model = new HandMadeOnnx()
                .input("input", FLOAT, -1, 2)
                .node(
                        "ai.onnx.ml",
                        "TreeEnsembleRegressor",
                        "input",
                        "variable",
                        tree("target", new Int("n_targets", 1)))
                .output("variable", FLOAT, -1, 1);
        Scorer scorer = open(model, "Yes");
        assertThatThrownBy(() -> scorer.probabilities(rows(ROWS)))
                .hasMessageContaining(
                        "row 1 the value -0.5, which is no probability; export it with its link function");
        scorer.retire();
    }

    @Test
    void moreRowsThanAChunkAndNoRowsAreScored() {
        Scorer scorer = open(classifier(CLASSES, LOGISTIC), "Yes");
        double[][] many = new double[5_003][];
        for (int row = 0; row < many.length; row++) {
            many[row] = ROWS[row % ROWS.length];
        }
        float[] probabilities = scorer.probabilities(rows(many));
        for (int row = 0; row < many.length; row++) {
            assertThat(probabilities[row]).isCloseTo(LOGISTICS[row % ROWS.length], within(1e-6f));
        }
        assertThat(scorer.probabilities(rows(new double[0][2]))).isEmpty();
        scorer.retire();
    }

    @Test
    void aModelThatOnnxRuntimeRefusesIsRefusedInOneLine() {
        HandMadeOnnx model = new HandMadeOnnx()
                .input("input", FLOAT, -1, 2)
                .node("", "Sigmoid", "absent", "variable")
                .output("variable", FLOAT, -1, 1);
        assertThatThrownBy(() -> open(model, "Yes"))
                .isInstanceOf(BrokenBundle.class)
                .hasMessageStartingWith("model.onnx: ONNX Runtime refuses it: ")
                .hasMessageEndingWith("; export the model again")
                .message()
                .doesNotContain("\n");
    }

    private static void requireProbabilities(HandMadeOnnx model, String positive, float... expected) {
        Scorer scorer = open(model, positive);
        assertThat(scorer.probabilities(rows(ROWS)))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(expected);
        scorer.retire();
    }

    static Scorer open(HandMadeOnnx model, String positive) {
        return BundleFiles.open(
                "model.onnx",
                model.bytes(),
                new Schema(
                        List.of(
                                new Field("x0", ColumnType.NUM, Role.FEATURE, List.of()),
                                new Field("x1", ColumnType.NUM, Role.FEATURE, List.of()),
                                new Field("y", ColumnType.CAT, Role.TARGET, List.of())),
                        positive));
    }

    static Features rows(double[][] rows) {
        double[] x0 = new double[rows.length];
        double[] x1 = new double[rows.length];
        for (int row = 0; row < rows.length; row++) {
            x0[row] = rows[row][0];
            x1[row] = rows[row][1];
        }
        Schema schema = new Schema(
                List.of(
                        new Field("x0", ColumnType.NUM, Role.FEATURE, List.of()),
                        new Field("x1", ColumnType.NUM, Role.FEATURE, List.of())),
                null);
        return Features.of(
                new Batch("rows", List.of(new NumericColumn("x0", x0), new NumericColumn("x1", x1)), rows.length),
                schema);
    }
}
