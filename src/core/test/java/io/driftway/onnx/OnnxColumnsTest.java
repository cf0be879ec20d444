package io.driftway.onnx;

import static io.driftway.format.onnx.HandMadeOnnx.FLOAT;
import static io.driftway.format.onnx.HandMadeOnnx.INT64;
import static io.driftway.format.onnx.HandMadeOnnx.LOGISTIC;
import static io.driftway.format.onnx.HandMadeOnnx.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
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
import io.driftway.format.onnx.HandMadeOnnx.Texts;
import io.driftway.format.onnx.OnnxFile;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models with an input for each column, as skl2onnx writes a pipeline with a {@code ColumnTransformer}. */
class OnnxColumnsTest {

    private static final int DOUBLE = 11;

    // python3: 1 / (1 + math.exp(-x)) for -1, 0, 1, 2
    private static final float MINUS_ONE = 0.268941421369995f;
    private static final float ZERO = 0.5f;
    private static final float ONE = 0.731058578630005f;
    private static final float TWO = 0.880797077977882f;

    /** The log-odds are 1 for basic, -1 for full and 0 for what the encoder does not know. */
    @Test
    void textsGoInAsTheyAreAndTheEncoderSaysWhatIsUnknown() {
        Scorer scorer = open(encoded(1, "basic", "full"), List.of(text("plan", "basic", "full")));
        assertThat(scorer.probabilities(rows(texts("plan", "basic", "full", "gold", null))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(ONE, MINUS_ONE, ZERO, ZERO);
        scorer.retire();
    }

    /** The schema may not list what the model knows: what goes in is the text, not its place. */
    @Test
    void aCategoryThatOnlyTheModelKnowsIsScoredAsTheModelKnowsIt() {
        Scorer scorer = open(encoded(1, "basic", "full"), List.of(text("plan", "basic")));
        assertThat(scorer.probabilities(rows(texts("plan", "full", "basic"))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(MINUS_ONE, ONE);
        scorer.retire();
    }

    /** skl2onnx writes the gap that an encoder was trained with as the text nan. */
    @Test
    void aMissingTextIsWhatTheEncoderKnowsItAs() {
        HandMadeOnnx model = encoded(0, "basic", "nan");
        assertThat(OnnxFile.check("m.onnx", model.bytes()).categories()).containsEntry("plan", List.of("basic"));
        Scorer scorer = open(model, List.of(text("plan", "basic")));
        assertThat(scorer.probabilities(rows(texts("plan", "basic", null))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(ONE, MINUS_ONE);
        scorer.retire();
    }

    @Test
    void anEncoderThatRefusesTheUnknownRefusesTheBatchInOneLineWithoutTheCell() {
        Scorer scorer = open(encoded(0, "basic", "full"), List.of(text("plan", "basic", "full")));
        assertThatThrownBy(() -> scorer.probabilities(rows(texts("plan", "gold"))))
                .hasMessageStartingWith("the ONNX model cannot score these rows: ")
                .message()
                .doesNotContain("\n", "gold");
        scorer.retire();
    }

    @Test
    void wholeNumbersGoInAsTheyAreAndAGapIsRefusedWithItsPlace() {
        Scorer scorer = open(numbers(INT64), List.of(number("months")));
        assertThat(scorer.probabilities(rows(new NumericColumn("months", new double[] {-1, 0, 2}))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(MINUS_ONE, ZERO, TWO);
        for (double cell : new double[] {Double.NaN, 0.5, 1e19}) {
            assertThatThrownBy(() -> scorer.probabilities(rows(new NumericColumn("months", new double[] {1, cell}))))
                    .hasMessage(
                            "row 2 has no whole number in column months, and the ONNX model takes nothing else there;"
                                    + " fill the cell, or export the model with a float input");
        }
        scorer.retire();
    }

    /** A column of few whole numbers is one of categories to us; the model gets the number, not the place 0 of the category 1. */
    @Test
    void aCategoryThatIsANumberGoesInAsTheNumber() {
        for (int element : new int[] {DOUBLE, INT64}) {
            Scorer scorer = open(numbers(element), List.of(text("months", "1", "2")));
            assertThat(scorer.probabilities(rows(texts("months", "2", "1", "-1"))))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(TWO, ONE, MINUS_ONE);
            scorer.retire();
        }
        Scorer floats = open(sum("a", "b"), List.of(text("a", "1", "2"), number("b")));
        assertThat(floats.probabilities(rows(texts("a", "2", "1"), new NumericColumn("b", new double[] {0, -1}))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(TWO, ZERO);
        floats.retire();
    }

    /** 16,777,217 is no float: as one it would be 16,777,216, and the difference 0. */
    @Test
    void aDoubleKeepsItsDigits() {
        HandMadeOnnx model = new HandMadeOnnx()
                .input("a", DOUBLE, -1, 1)
                .input("b", DOUBLE, -1, 1)
                .node("", "Sub", "a b", "difference")
                .node("", "Cast", "difference", "narrow", new Int("to", FLOAT))
                .node("", "Sigmoid", "narrow", "variable")
                .output("variable", FLOAT, -1, 1);
        Scorer scorer = open(model, List.of(number("a"), number("b")));
        assertThat(scorer.probabilities(rows(
                        new NumericColumn("a", new double[] {16_777_217, 1}),
                        new NumericColumn("b", new double[] {16_777_216, 2}))))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(ONE, MINUS_ONE);
        scorer.retire();
    }

    @Test
    void moreRowsThanAChunkAreScoredEachByItsOwnCells() {
        Scorer scorer = open(encoded(1, "basic", "full"), List.of(text("plan", "basic", "full")));
        String[] cells = new String[5_003];
        Arrays.setAll(cells, row -> row % 3 == 0 ? "basic" : row % 3 == 1 ? "full" : "gold");
        float[] probabilities = scorer.probabilities(rows(texts("plan", cells)));
        for (int row = 0; row < cells.length; row++) {
            assertThat(probabilities[row]).isEqualTo(probabilities[row % 3]);
        }
        assertThat(probabilities[0]).isNotEqualTo(probabilities[1]);
        scorer.retire();
    }

    @Test
    void aColumnThatDoesNotFitItsInputIsRefused() {
        assertThatThrownBy(() -> open(encoded(1, "basic", "full"), List.of(number("plan"))))
                .isInstanceOf(BrokenBundle.class)
                .hasMessage("model.onnx: the input plan takes texts, and the column is numeric;"
                        + " give it as one of categories (--column-type plan=cat)");
        assertThatThrownBy(() -> open(sum("a", "b"), List.of(text("a", "1"), text("b", "basic"))))
                .hasMessageStartingWith("model.onnx: the input b takes numbers, and the column has texts; ");
        assertThatThrownBy(() -> open(sum("a", "b"), List.of(number("b"), number("a"))))
                .hasMessageStartingWith("model.onnx: its inputs are not the features of the schema in their order; ");
    }

    private static HandMadeOnnx encoded(int zeros, String first, String second) {
        return new HandMadeOnnx()
                .input("plan", STRING, -1, 1)
                .node(
                        "ai.onnx.ml",
                        "OneHotEncoder",
                        "plan",
                        "places",
                        new Texts("cats_strings", first, second),
                        new Int("zeros", zeros))
                .node("", "Flatten", "places", "flat")
                .node(
                        "ai.onnx.ml",
                        "LinearClassifier",
                        "flat",
                        "label probabilities",
                        new Floats("coefficients", -1, 1, 1, -1),
                        new Floats("intercepts", 0, 0),
                        new Ints("classlabels_ints", 0, 1),
                        new Int("multi_class", 0),
                        LOGISTIC)
                .output("label", INT64, -1)
                .output("probabilities", FLOAT, -1, 2);
    }

    /** The log-odds are the number. */
    private static HandMadeOnnx numbers(int element) {
        return new HandMadeOnnx()
                .input("months", element, -1, 1)
                .node("", "Cast", "months", "narrow", new Int("to", FLOAT))
                .node("", "Sigmoid", "narrow", "variable")
                .output("variable", FLOAT, -1, 1);
    }

    /** The log-odds are the sum; a single input of floats would be a table. */
    private static HandMadeOnnx sum(String first, String second) {
        return new HandMadeOnnx()
                .input(first, FLOAT, -1, 1)
                .input(second, FLOAT, -1, 1)
                .node("", "Add", first + " " + second, "sum")
                .node("", "Sigmoid", "sum", "variable")
                .output("variable", FLOAT, -1, 1);
    }

    private static Field text(String name, String... categories) {
        return new Field(name, ColumnType.CAT, Role.FEATURE, List.of(categories));
    }

    private static Field number(String name) {
        return new Field(name, ColumnType.NUM, Role.FEATURE, List.of());
    }

    private static Scorer open(HandMadeOnnx model, List<Field> features) {
        return BundleFiles.open("model.onnx", model.bytes(), new Schema(features, null));
    }

    private static CategoricalColumn texts(String name, String... cells) {
        List<String> dictionary =
                Arrays.stream(cells).filter(cell -> cell != null).distinct().toList();
        return new CategoricalColumn(
                name,
                dictionary,
                Arrays.stream(cells)
                        .mapToInt(cell -> cell == null ? -1 : dictionary.indexOf(cell))
                        .toArray());
    }

    private static Features rows(Column... columns) {
        List<Field> fields = Arrays.stream(columns)
                .map(column -> column instanceof NumericColumn ? number(column.name()) : text(column.name()))
                .toList();
        return Features.of(new Batch("rows", List.of(columns), columns[0].size()), new Schema(fields, null));
    }
}
