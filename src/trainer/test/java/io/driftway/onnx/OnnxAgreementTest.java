package io.driftway.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.Training;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exported ONNX file, run by ONNX Runtime 1.29.0, against our own scorer. Both compare float32 with float32 and so reach the same
 * leaves; ONNX Runtime sums them in float32 and we in double, which for a few hundred trees stays below 1e-6 in the probability.
 */
class OnnxAgreementTest {

    private static final float CONTRACT = 1e-6f;

    @Test
    void onGeneratedCustomersEveryRowAgrees() {
        Labelled customers = Labelled.customers(4_000, 21);
        Trained trained = (Trained) Trainer.train(customers.batch(), customers.schema(), Trainer.Options.DEFAULT);
        requireAgreement(trained, Labelled.customers(6_000, 22).batch());
        requireAgreement(trained, atTheThresholds(trained, 10_000));
    }

    @Test
    void onTelcoEveryRowAgrees() {
        Labelled telco = Labelled.telco();
        Trained trained = (Trained) Trainer.train(telco.batch(), telco.schema(), Trainer.Options.DEFAULT);
        requireAgreement(trained, telco.batch());
        requireAgreement(trained, atTheThresholds(trained, 10_000));
    }

    /** ONNX Runtime treats weights of one sign differently; a tree may be a leaf alone. */
    @ParameterizedTest
    @ValueSource(floats = {-3, -0.25f, 0, 0.25f, 3})
    void leavesOfOneSignAndTreesOfOneLeafAgree(float leaf) {
        FlatTrees trees = new FlatTrees(
                2,
                0.125,
                new int[] {0, 3},
                new int[] {0, -1, -1, -1},
                new float[] {1.5f, leaf, leaf / 2, leaf},
                new int[] {1, -1, -1, -1},
                new int[] {2, -1, -1, -1});
        requireAgreement(trained(trees), atTheThresholds(trained(trees), 100));
    }

    @Test
    void whereMissingValuesGoLeftTheyAgree() {
        FlatTrees trees = new FlatTrees(
                2,
                0.125,
                new int[] {0, 3},
                new int[] {0, -1, -1, 1, 0, -1, -1, -1},
                new float[] {1.5f, 1, -2, 0, -3, 0.25f, -0.5f, 3},
                new int[] {1, -1, -1, 1, 2, -1, -1, -1},
                new int[] {2, -1, -1, 4, 3, -1, -1, -1},
                new boolean[] {true, false, false, true, false, false, false, false});
        requireAgreement(trained(trees), atTheThresholds(trained(trees), 1_000));
    }

    /** A sum of log-odds between 0 and 0.5, all leaves positive: ONNX Runtime would ask whether the sum is over 0.5. */
    @Test
    void theLabelIsOfTheHigherProbability() throws OrtException {
        FlatTrees likely = new FlatTrees(
                2, 0.125, new int[] {0}, new int[] {-1}, new float[] {0.01f}, new int[] {-1}, new int[] {-1});
        FlatTrees unlikely = new FlatTrees(
                2, -0.125, new int[] {0}, new int[] {-1}, new float[] {0.01f}, new int[] {-1}, new int[] {-1});
        assertThat(likely.probability(new float[2])).isGreaterThan(0.5f);
        assertThat(unlikely.probability(new float[2])).isLessThan(0.5f);
        assertThat(label(likely)).isEqualTo(1);
        assertThat(label(unlikely)).isEqualTo(0);
    }

    private static long label(FlatTrees trees) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx(trained(trees)));
                OnnxTensor row = OnnxTensor.createTensor(environment, new float[1][2]);
                OrtSession.Result result = session.run(Map.of("features", row))) {
            return ((long[]) result.get("label").orElseThrow().getValue())[0];
        }
    }

    @Test
    void theSameModelGivesTheSameBytes() {
        FlatTrees trees =
                new FlatTrees(2, 1, new int[] {0}, new int[] {-1}, new float[] {1}, new int[] {-1}, new int[] {-1});
        assertThat(onnx(trained(trees))).isEqualTo(onnx(trained(trees)));
    }

    private static void requireAgreement(Trained trained, Batch batch) {
        Scorer scorer = BundleFiles.open("model.onnx", onnx(trained), trained.schema());
        Features rows = Features.of(batch, trained.schema());
        float[] ours = trained.trees().probabilities(rows);
        float[] theirs = scorer.probabilities(rows);
        scorer.retire();
        float worst = 0;
        for (int row = 0; row < ours.length; row++) {
            worst = Math.max(worst, Math.abs(ours[row] - theirs[row]));
        }
        assertThat(worst).as("%s, %d rows", batch.name(), ours.length).isLessThanOrEqualTo(CONTRACT);
        assertThat(ours.length).isPositive();
    }

    private static byte[] onnx(Trained trained) {
        return new BundleFiles().write(trained, DriftSettings.NONE).files().get(Bundle.ONNX);
    }

    /** Rows of nothing but thresholds, the floats next to them, missing values, zeros of both signs, and categories never seen. */
    private static Batch atTheThresholds(Trained trained, int rows) {
        Random random = new Random(rows);
        FlatTrees trees = trained.trees();
        List<Field> features = trained.schema().features();
        List<Column> columns = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            Field field = features.get(f);
            if (field.type() == ColumnType.CAT) {
                List<String> dictionary = new ArrayList<>(List.of("never seen"));
                dictionary.addAll(field.categories());
                int[] codes = random.ints(rows, -1, dictionary.size()).toArray();
                columns.add(new CategoricalColumn(field.name(), dictionary, codes));
                continue;
            }
            List<Double> values = new ArrayList<>(List.of(Double.NaN, 0.0, -0.0, 1e300, -1e300));
            for (int node = 0; node < trees.feature().length; node++) {
                if (trees.feature()[node] == f) {
                    float threshold = trees.value()[node];
                    values.add((double) threshold);
                    values.add((double) Math.nextUp(threshold));
                    values.add((double) Math.nextDown(threshold));
                    values.add(threshold + 1e-12 * Math.abs(threshold));
                }
            }
            double[] cells = new double[rows];
            Arrays.setAll(cells, row -> values.get(random.nextInt(values.size())));
            columns.add(new NumericColumn(field.name(), cells));
        }
        return new Batch("thresholds", columns, rows);
    }

    private static Trained trained(FlatTrees trees) {
        Schema schema = new Schema(
                List.of(
                        new Field("x", ColumnType.NUM, Role.FEATURE, List.of()),
                        new Field("c", ColumnType.CAT, Role.FEATURE, List.of("a", "b")),
                        new Field("y", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
                "Yes");
        return new Trained(
                schema,
                new Training("by hand", new TreeMap<>(), "data", 1, 1, 1),
                new Quality(Map.of(Metric.AUC, 0.5, Metric.LOG_LOSS, 1.0, Metric.BRIER, 0.25), 1),
                trees,
                new Profile(
                        1,
                        List.of(
                                new NumericProfile("x", new double[] {1}, new long[] {1}, 0, 0),
                                new CategoricalProfile("c", new TreeMap<>(Map.of("a", 1L)), 0),
                                new NumericProfile("prediction", new double[] {0.5}, new long[] {1}, 0, 0))));
    }
}
