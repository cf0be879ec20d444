package io.driftway.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.estimate.Band;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.estimate.Support;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.onnx.HandMadeOnnx;
import io.driftway.format.onnx.HandMadeOnnx.Floats;
import io.driftway.format.onnx.HandMadeOnnx.Int;
import io.driftway.format.onnx.HandMadeOnnx.Ints;
import io.driftway.format.onnx.HandMadeOnnx.Texts;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OnnxCommandsTest {

    @TempDir
    private Path folder;

    private record Ran(int exit, String out, String err) {}

    @Test
    void whatIsExportedComesBackAndScoresTheSame() throws IOException {
        Files.write(at("customers.csv"), Labelled.customersCsv(2_000, 5));
        String[] data = {"--data", at("customers.csv").toString(), "--target", "churned", "--id", "customer_id"};
        succeed("train", data, "--out", at("trained").toString());
        succeed(
                "export",
                "--model",
                at("trained").toString(),
                "--out",
                at("m.onnx").toString());
        Ran imported = succeed(
                "import",
                data,
                "--onnx",
                at("m.onnx").toString(),
                "--out",
                at("imported").toString());
        assertThat(imported.out()).contains("rows      2,000 measured on").contains("target    churned = Yes");

        assertThat(BundleFolder.read(at("trained")).model().scorer()).isInstanceOf(FlatTrees.class);
        assertThat(BundleFolder.read(at("imported")).model().scorer()).isNotInstanceOf(FlatTrees.class);
        assertThat(BundleFolder.read(at("imported")).files())
                .containsOnlyKeys("manifest.json", "model.onnx", "reference.json", "facts.json");
        List<String> ours = scored("trained");
        List<String> theirs = scored("imported");
        assertThat(theirs).hasSameSizeAs(ours).hasSize(2_001);
        assertThat(theirs.getFirst()).isEqualTo(ours.getFirst());
        for (int row = 1; row < ours.size(); row++) {
            String[] our = ours.get(row).split(",");
            String[] their = theirs.get(row).split(",");
            assertThat(their[0]).isEqualTo(our[0]);
            assertThat(Math.abs(Double.parseDouble(their[1]) - Double.parseDouble(our[1])))
                    .isLessThanOrEqualTo(1e-6);
        }
    }

    /** From the labelled rows given, all of them: the model holds none of them out. */
    @Test
    void anImportedModelIsCalibratedAndItsPerformanceIsEstimated() throws IOException {
        Files.write(at("customers.csv"), Labelled.customersCsv(2_000, 5));
        Files.write(at("later.csv"), Labelled.customersCsv(1_000, 6));
        String[] data = {"--data", at("customers.csv").toString(), "--target", "churned", "--id", "customer_id"};
        succeed("train", data, "--out", at("trained").toString());
        String onnx = at("trained").resolve("model.onnx").toString();
        succeed("import", data, "--onnx", onnx, "--out", at("imported").toString());

        Bundle imported = BundleFolder.read(at("imported"));
        Manifest manifest = imported.model().manifest();
        Calibration calibration = requireNonNull(manifest.calibration());
        assertThat(calibration.rows())
                .isEqualTo(2_000)
                .isEqualTo(manifest.metrics().rows());
        assertThat(calibration.errorAfter()).isLessThan(0.05);
        assertThat(manifest.importance())
                .containsOnlyKeys(
                        manifest.schema().features().stream().map(Field::name).toList());
        assertThat(manifest.importance().values().iterator().next().mean()).isPositive();
        Batch later = DataFile.of(at("later.csv")).batch(manifest.schema());
        PerformanceEstimate estimate = PerformanceEstimate.of(
                manifest,
                NumericProfile.of(imported.model().score(later).prediction()),
                Support.outside(later, manifest.schema(), imported.baseline().reference()));
        assertThat(estimate).isInstanceOf(PerformanceEstimate.Estimated.class);
        Band auc = ((PerformanceEstimate.Estimated) estimate).of(Metric.AUC);
        assertThat(auc.low()).isLessThan(auc.high());
        assertThat(auc.low()).isGreaterThan(0.5);
    }

    private List<String> scored(String model) throws IOException {
        succeed(
                "score",
                "--model",
                at(model).toString(),
                "--data",
                at("customers.csv").toString(),
                "--out",
                at(model + ".csv").toString());
        return Files.readAllLines(at(model + ".csv"));
    }

    /** The tree asks for x1 <= 0, which of the categories in sorted order, basic and full, is basic. */
    @Test
    void categoriesAreCodedInSortedOrderUnlessTheFileHasATable() throws IOException {
        Files.writeString(at("rows.csv"), "fee,plan,left\n" + "1,full,Yes\n1,basic,No\n".repeat(30));
        Files.write(at("sorted.onnx"), model().bytes());
        Files.write(
                at("table.onnx"),
                model().metadata("driftway.categories", "{\"plan\":[\"full\",\"basic\"]}")
                        .bytes());
        assertThat(imported("sorted").out()).contains("AUC       1.0000");
        assertThat(imported("table").out()).contains("AUC       0.0000").contains("note      an AUC below 0.5");
    }

    /** The encoder knows no and yes, the classes are No and Yes: true and false are these words, in the features and in the target. */
    @Test
    void theBooleansOfParquetAreTheWordsOfTheModel() throws IOException {
        Files.write(at("words.onnx"), ofWords().bytes());
        DuckDb.parquet(
                at("rows.parquet"),
                "SELECT i % 2 = 0 AS partner, i % 2 = 0 AS \"left\" FROM range(60) t(i) ORDER BY i");
        DuckDb.csv(
                at("rows.csv"),
                "SELECT CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END AS partner, CASE WHEN i % 2 = 0 THEN 'Yes' ELSE 'No' END"
                        + " AS \"left\" FROM range(60) t(i) ORDER BY i");
        for (String rows : List.of("rows.parquet", "rows.csv")) {
            Ran ran = succeed(
                    "import",
                    "--onnx",
                    at("words.onnx").toString(),
                    "--data",
                    at(rows).toString(),
                    "--target",
                    "left",
                    "--out",
                    at(rows + "-model").toString());
            assertThat(ran.out()).contains("AUC       1.0000").contains("target    left = Yes");
        }
        assertThat(BundleFolder.read(at("rows.parquet-model"))
                        .model()
                        .manifest()
                        .schema())
                .isEqualTo(BundleFolder.read(at("rows.csv-model"))
                        .model()
                        .manifest()
                        .schema());
    }

    private static HandMadeOnnx ofWords() {
        return new HandMadeOnnx()
                .input("partner", HandMadeOnnx.STRING, -1, 1)
                .node(
                        "ai.onnx.ml",
                        "OneHotEncoder",
                        "partner",
                        "places",
                        new Texts("cats_strings", "no", "yes"),
                        new Int("zeros", 1))
                .node("", "Flatten", "places", "flat")
                .node(
                        "ai.onnx.ml",
                        "LinearClassifier",
                        "flat",
                        "label probabilities",
                        new Floats("coefficients", 1, -1, -1, 1),
                        new Floats("intercepts", 0, 0),
                        new Texts("classlabels_strings", "No", "Yes"),
                        new Int("multi_class", 0),
                        HandMadeOnnx.LOGISTIC)
                .output("label", HandMadeOnnx.STRING, -1)
                .output("probabilities", HandMadeOnnx.FLOAT, -1, 2);
    }

    @Test
    void whatCannotBeImportedIsRefusedInOneLine() throws IOException {
        Files.writeString(at("rows.csv"), "fee,left\n" + "1,Yes\n2,No\n".repeat(30));
        Files.write(at("narrow.onnx"), model().bytes());
        assertThat(failed("narrow")).contains("narrow.onnx: the input input has 2 features, the schema has 1; give");
        Files.writeString(at("text.onnx"), "no model");
        assertThat(failed("text")).contains("text.onnx: byte ").contains("export or copy the model again");
        assertThat(failed("absent")).contains("absent.onnx: cannot be read");
        assertThat(at("out")).doesNotExist();
    }

    private static HandMadeOnnx model() {
        return HandMadeOnnx.classifier(new Ints("classlabels_int64s", 0, 1), HandMadeOnnx.LOGISTIC);
    }

    private String failed(String name) {
        Ran ran = run(
                "import",
                "--onnx",
                at(name + ".onnx").toString(),
                "--data",
                at("rows.csv").toString(),
                "--target",
                "left",
                "--out",
                at("out").toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(1);
        return ran.err();
    }

    private Ran imported(String name) {
        return succeed(
                "import",
                "--onnx",
                at(name + ".onnx").toString(),
                "--data",
                at("rows.csv").toString(),
                "--target",
                "left",
                "--out",
                at(name).toString());
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private static Ran succeed(String command, String[] some, String... more) {
        String[] all = new String[1 + some.length + more.length];
        all[0] = command;
        System.arraycopy(some, 0, all, 1, some.length);
        System.arraycopy(more, 0, all, 1 + some.length, more.length);
        return succeed(all);
    }

    private static Ran succeed(String... arguments) {
        Ran ran = run(arguments);
        assertThat(ran.exit()).as(ran.err()).isZero();
        return ran;
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine driftway =
                Driftway.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = driftway.execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }
}
