package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.core.batch.Batch;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.ShapleyValues;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains with XGBoost 3.4, saves as JSON and imports: each row, those with missing values too, gets the probability that XGBoost gives it. */
class XgboostImportTest {

    /** Float sums there, double sums here. */
    private static final double TOLERANCE = 1e-6;

    private static final String[] NAMES = {"age", "fee", "calls", "months"};

    private static final int ROWS = 3_000;

    private static final int ROUNDS = 20;

    @TempDir
    private Path folder;

    private final float[] cells = new float[ROWS * NAMES.length];
    private final float[] labels = new float[ROWS];

    XgboostImportTest() {
        Random random = new Random(7);
        for (int row = 0; row < ROWS; row++) {
            int at = row * NAMES.length;
            cells[at] = 18 + random.nextInt(60);
            cells[at + 1] = (float) random.nextGaussian();
            cells[at + 2] = random.nextInt(7) - 3;
            cells[at + 3] = (float) Math.exp(4 * random.nextGaussian());
            double margin = (cells[at] - 45) / 20 - cells[at + 1] + (cells[at + 2] < 0 ? 1 : -1);
            for (int feature = 0; feature < NAMES.length; feature++) {
                if (random.nextInt(5) == 0) {
                    cells[at + feature] = Float.NaN;
                    margin += feature % 2 == 0 ? 1.5 : -1.5;
                }
            }
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
        }
    }

    /** Trees of up to 64 leaves and larger ones, pruned ones that leave gaps, forests, weights that dropout left, and a base score that is given. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tree_method=hist max_depth=6",
                "tree_method=hist max_depth=10 min_child_weight=0",
                "tree_method=exact max_depth=6 gamma=3",
                "tree_method=approx max_depth=4 base_score=0.2",
                "tree_method=hist grow_policy=lossguide max_leaves=40 max_depth=0",
                "tree_method=hist max_depth=3 num_parallel_tree=3 subsample=0.5 seed=1",
                "max_depth=4 rate_drop=0.5 one_drop=1 seed=2"
            })
    void everyRowGetsTheProbabilityOfXgboost(String settings) throws Exception {
        Booster booster = trained(settings);
        booster.saveModel(at("model.json").toString());

        Bundle bundle = imported("--xgboost", at("model.json").toString());

        FlatTrees trees = (FlatTrees) bundle.model().scorer();
        Manifest manifest = bundle.model().manifest();
        Features rows = Features.of(rows(bundle), manifest.schema());
        assertThat(trees.sendsMissingLeft()).isTrue();
        assertThat(manifest.format()).isEqualTo("driftway-model/3");
        assertThat(manifest.imported()).isTrue();
        assertThat(manifest.training().trainer()).isEqualTo("xgboost");
        assertThat(manifest.training().settings().get("version")).startsWith("3.");
        assertThat(manifest.smoke()).hasSize(16);
        requireAgreement(trees.probabilities(rows), booster.predict(matrix()));
        Scorer onnx = BundleFiles.open("model.onnx", bundle.files().get("model.onnx"), manifest.schema());
        requireAgreement(onnx.probabilities(rows), booster.predict(matrix()));
        onnx.retire();
        ShapleyValues shapley =
                new ShapleyValues(trees, bundle.baseline().facts().leaves());
        float[][] margins = booster.predict(matrix(), true);
        double[][] values = shapley.values(rows);
        for (int row = 0; row < 200; row++) {
            assertThat(Arrays.stream(values[row]).sum() + shapley.expectation())
                    .isCloseTo(margins[row][0], within(1e-4));
        }
    }

    /** The file of scikit-learn's interface says so; a Booster that stopped early predicts with all rounds unless it is told otherwise. */
    @Test
    void theRoundsAfterTheBestCountOnlyWhereScikitLearnDidNotStopEarly() throws Exception {
        Booster booster = trained("max_depth=3");
        booster.setAttr("best_iteration", "4");
        booster.saveModel(at("booster.json").toString());
        booster.setAttr("scikit_learn", "{\"_estimator_type\": \"classifier\"}");
        booster.saveModel(at("scikit.json").toString());

        Bundle all = imported("--xgboost", at("booster.json").toString());
        requireAgreement(score(all), booster.predict(matrix()));
        Bundle best = imported("--xgboost", at("scikit.json").toString());
        requireAgreement(score(best), booster.predict(matrix(), false, 5));
        assertThat(best.model().manifest().training().settings()).containsEntry("rounds", "5");
        assertThat(said).contains("note      training stopped early: the first 5 of 20 rounds count");
    }

    @Test
    void withoutNamesTheColumnsAreTakenInTheirOrder() throws Exception {
        DMatrix matrix = new DMatrix(cells, ROWS, NAMES.length, Float.NaN);
        matrix.setLabel(labels);
        Booster booster = trained("max_depth=3", matrix);
        booster.saveModel(at("nameless.json").toString());

        requireAgreement(score(imported("--xgboost", at("nameless.json").toString())), booster.predict(matrix));
        assertThat(said).contains("note      the model does not name its features");
        assertThat(refusal("--xgboost", at("nameless.json").toString(), "--column-type", "age=skip"))
                .contains("takes 4 features and does not name them, and the rows have 3; ");
    }

    @Test
    void columnsThatTheModelCannotTakeAreRefusedInOneLine() throws Exception {
        writeRows();
        trained("max_depth=3").saveModel(at("model.json").toString());
        String model = at("model.json").toString();

        assertThat(refusal("--xgboost", model, "--column-type", "calls=cat"))
                .contains("column calls has categories, and ")
                .contains("takes it as a number; ");
        assertThat(refusal("--xgboost", model, "--column-type", "calls=skip"))
                .contains("there is no column calls, a feature of ");
        Files.writeString(at("rows.csv"), "age,fee,calls,months,left\n" + "1,2,three,4,1\n5,6,seven,8,0\n".repeat(30));
        assertThat(refusal("--xgboost", model))
                .contains("rows.csv, line 2, column calls: a cell")
                .contains("is not a number; ");
    }

    @Test
    void whatIsNoSuchModelIsRefusedInOneLine() throws Exception {
        writeRows();
        trained("max_depth=3").saveModel(at("model.ubj").toString());
        assertThat(refusal("--xgboost", at("model.ubj").toString()))
                .contains("model.ubj: this is binary JSON, not text; save it again with save_model(\"model.json\")");
        trained("booster=gblinear").saveModel(at("linear.json").toString());
        assertThat(refusal("--xgboost", at("linear.json").toString())).contains("its booster is gblinear");
        trained("objective=binary:logitraw").saveModel(at("raw.json").toString());
        assertThat(refusal("--xgboost", at("raw.json").toString())).contains("its objective is binary:logitraw");
        trained("objective=multi:softprob num_class=2")
                .saveModel(at("multi.json").toString());
        assertThat(refusal("--xgboost", at("multi.json").toString())).contains("its objective is multi:softprob");
        assertThat(refusal("--xgboost", at("absent.json").toString())).contains("absent.json: cannot be read");
        assertThat(refusal()).contains("--onnx").contains("--xgboost");
        assertThat(refusal("--onnx", "a.onnx", "--xgboost", "b.json")).contains("mutually exclusive");
    }

    @Test
    void aCategoricalSplitIsRefusedWithItsPlace() throws Exception {
        DMatrix matrix = new DMatrix(cells.clone(), ROWS, NAMES.length, Float.NaN);
        float[] codes = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            codes[row] = row % 5;
            labels[row] = row % 5 == 2 ? 1 : 0;
        }
        matrix = new DMatrix(codes, ROWS, 1, Float.NaN);
        matrix.setFeatureNames(new String[] {"plan"});
        matrix.setFeatureTypes(new String[] {"c"});
        matrix.setLabel(labels);
        trained("max_depth=3 tree_method=hist", matrix).saveModel(at("cat.json").toString());
        writeRows();
        assertThat(refusal("--xgboost", at("cat.json").toString()))
                .contains("cat.json: tree 0, node 0: the split is categorical; train on numbers instead");
    }

    /** Half a file, and a file with one value changed. */
    @Test
    void aDamagedFileIsRefusedInOneLine() throws Exception {
        trained("max_depth=3").saveModel(at("model.json").toString());
        writeRows();
        byte[] content = Files.readAllBytes(at("model.json"));
        for (int length = 0; length < content.length; length += content.length / 20) {
            Files.write(at("cut.json"), Arrays.copyOf(content, length));
            assertThat(refusal("--xgboost", at("cut.json").toString())).contains("cut.json: ");
        }
        ObjectNode model = (ObjectNode) Json.MAPPER.readTree(content);
        ObjectNode tree = (ObjectNode) model.at("/learner/gradient_booster/model/trees/3");
        tree.withArray("left_children").set(1, Json.MAPPER.getNodeFactory().numberNode(0));
        Json.MAPPER.writeValue(at("cycle.json").toFile(), model);
        assertThat(refusal("--xgboost", at("cycle.json").toString()))
                .contains("cycle.json: tree 3, node 1: has the child 0, which is not there or has another parent; ");
    }

    private Booster trained(String settings) throws XGBoostError {
        return trained(settings, matrix());
    }

    private static Booster trained(String settings, DMatrix matrix) throws XGBoostError {
        Map<String, Object> all = new HashMap<>(Map.of("objective", "binary:logistic", "nthread", 1));
        for (String setting : settings.split(" ")) {
            String[] parts = setting.split("=");
            all.put(parts[0], parts[1]);
        }
        return XGBoost.train(matrix, all, ROUNDS, Map.of(), null, null);
    }

    private DMatrix matrix() throws XGBoostError {
        DMatrix matrix = new DMatrix(cells, ROWS, NAMES.length, Float.NaN);
        matrix.setFeatureNames(NAMES);
        matrix.setLabel(labels);
        return matrix;
    }

    private void writeRows() throws IOException {
        List<String> lines = new ArrayList<>(List.of(String.join(",", NAMES) + ",left"));
        for (int row = 0; row < ROWS; row++) {
            StringBuilder line = new StringBuilder();
            for (int feature = 0; feature < NAMES.length; feature++) {
                float cell = cells[row * NAMES.length + feature];
                line.append(Float.isNaN(cell) ? "" : Float.toString(cell)).append(',');
            }
            lines.add(line.append((int) labels[row]).toString());
        }
        Files.write(at("rows.csv"), lines);
    }

    private String said = "";

    private Bundle imported(String... source) throws IOException {
        writeRows();
        said = run(0, source);
        return BundleFolder.read(at("bundle"));
    }

    private String refusal(String... source) {
        String line = run(2, source);
        assertThat(line.lines()).hasSize(1);
        assertThat(at("refused")).doesNotExist();
        return line;
    }

    /** Returns what it prints, or the error where it fails. */
    private String run(int exit, String... source) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        arguments.addAll(List.of(source));
        arguments.addAll(List.of("--data", at("rows.csv").toString(), "--target", "left", "--out"));
        arguments.add(at(exit == 0 ? "bundle" : "refused").toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int ended = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(ended).as(err.toString()).isEqualTo(exit);
        return exit == 0 ? out.toString() : err.toString();
    }

    private Batch rows(Bundle bundle) {
        return DataFile.of(at("rows.csv")).batch(bundle.model().manifest().schema());
    }

    private float[] score(Bundle bundle) {
        return bundle.model().score(rows(bundle)).probabilities();
    }

    private static void requireAgreement(float[] ours, float[][] theirs) {
        assertThat(ours).hasSameSizeAs(theirs);
        double largest = 0;
        for (int row = 0; row < ours.length; row++) {
            largest = Math.max(largest, Math.abs((double) ours[row] - theirs[row][0]));
        }
        assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }

    private Path at(String name) {
        return folder.resolve(name);
    }
}
