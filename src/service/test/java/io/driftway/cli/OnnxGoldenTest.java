package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.Shared;
import io.driftway.core.batch.Batch;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Model;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that scikit-learn 1.2.1 (skl2onnx 1.14.1) and XGBoost 1.7 (onnxmltools, and its own JSON) wrote, imported with labelled Telco rows: each row gets the
 * probability that the other program gave it, on the command line and as the service reads and scores.
 */
class OnnxGoldenTest {

    /** Float32 sums in another order; the largest difference seen is 2.4e-7. */
    private static final double TOLERANCE = 1e-6;

    private static final String TARGET = "Churn";

    private static final int LABELLED_ROWS = 1_500;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyModelGivesTheProbabilitiesOfTheProgramThatWroteIt() throws IOException {
        return index().map(model -> DynamicTest.dynamicTest(name(model), () -> {
            Path bundle = imported(model);
            double[] expected = numbers(golden(name(model) + ".expected.csv"), 0);

            Path predictions = folder.resolve(name(model) + ".csv");
            run(
                    0,
                    "score",
                    "--model",
                    bundle.toString(),
                    "--data",
                    golden(name(model) + ".input.csv").toString(),
                    "--out",
                    predictions.toString());
            requireAgreement(numbers(predictions, 1), expected);
            requireAgreement(asTheService(bundle, name(model)), expected);
        }));
    }

    /** Only trees have the fast scorer, watched leaves and attributions. */
    @Test
    void theJsonOfXgboostBecomesTrees() throws IOException {
        JsonNode model = index().filter(OnnxGoldenTest::isJson).findFirst().orElseThrow();
        assertThat(BundleFolder.read(imported(model)).model().scorer()).isInstanceOf(FlatTrees.class);
    }

    /** XGBoost's own format is no ONNX, and the line names the option that reads it. */
    @Test
    void aModelInJsonIsRefusedWithTheOptionThatReadsIt() throws IOException {
        JsonNode model = index().filter(OnnxGoldenTest::isJson).findFirst().orElseThrow();
        String said = run(
                2,
                "import",
                "--onnx",
                golden(name(model) + ".json").toString(),
                "--data",
                labelled(model).toString(),
                "--target",
                TARGET,
                "--out",
                folder.resolve("refused").toString());
        assertThat(said.lines()).hasSize(1);
        assertThat(said)
                .contains("xgboost.json: this is JSON, not an ONNX file; ")
                .contains("give a model of XGBoost with --xgboost");
    }

    @Test
    void everyModelOfTheFolderIsInTheIndex() throws IOException {
        List<String> names = index().map(OnnxGoldenTest::name).toList();
        try (Stream<Path> files = Files.list(Shared.path("golden", "onnx"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.endsWith(".csv") && !name.endsWith(".md"))
                            .filter(name -> !name.equals("index.json"))
                            .map(name -> name.substring(0, name.lastIndexOf('.'))))
                    .hasSize(8)
                    .isSubsetOf(names);
        }
    }

    private Path imported(JsonNode model) throws IOException {
        Path bundle = folder.resolve(name(model));
        run(
                0,
                "import",
                isJson(model) ? "--xgboost" : "--onnx",
                golden(name(model) + (isJson(model) ? ".json" : ".onnx")).toString(),
                "--data",
                labelled(model).toString(),
                "--target",
                TARGET,
                "--positive",
                model.get("positive").asText(),
                "--out",
                bundle.toString());
        return bundle;
    }

    /** The Telco rows without a gap, reduced to the columns of the model and the target. */
    private Path labelled(JsonNode model) throws IOException {
        List<String> wanted = new ArrayList<>();
        model.get("columns").forEach(column -> wanted.add(column.asText()));
        wanted.add(TARGET);
        List<String> telco = Files.readAllLines(Shared.path("data", "telco-churn.csv"));
        List<String> header = List.of(telco.getFirst().split(",", -1));
        Path rows = folder.resolve(name(model) + "-labelled.csv");
        Files.write(
                rows,
                telco.stream()
                        .map(line -> List.of(line.split(",", -1)))
                        .map(cells -> wanted.stream()
                                .map(column -> cells.get(header.indexOf(column)))
                                .toList())
                        .filter(cells -> cells.stream().noneMatch(String::isBlank))
                        .limit(1 + LABELLED_ROWS)
                        .map(cells -> String.join(",", cells))
                        .collect(Collectors.toList()));
        return rows;
    }

    private static float[] asTheService(Path bundle, String name) throws IOException {
        Model model = BundleFolder.read(bundle).model();
        Path file = golden(name + ".input.csv");
        try (InputStream in = Files.newInputStream(file)) {
            Batch batch = (Batch) new BatchFormats()
                    .read(file.toString(), in, model.manifest().schema());
            return model.score(batch).probabilities();
        } finally {
            model.scorer().retire();
        }
    }

    private static void requireAgreement(float[] ours, double[] expected) {
        double[] doubles = new double[ours.length];
        Arrays.setAll(doubles, row -> ours[row]);
        requireAgreement(doubles, expected);
    }

    private static void requireAgreement(double[] ours, double[] expected) {
        assertThat(ours).hasSameSizeAs(expected).hasSize(400);
        double largest = 0;
        for (int row = 0; row < ours.length; row++) {
            largest = Math.max(largest, Math.abs(ours[row] - expected[row]));
        }
        assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }

    private static double[] numbers(Path csv, int column) throws IOException {
        return Files.readAllLines(csv).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
                .toArray();
    }

    private static Stream<JsonNode> index() throws IOException {
        List<JsonNode> models = new ArrayList<>();
        Json.MAPPER.readTree(golden("index.json").toFile()).forEach(models::add);
        return models.stream();
    }

    private static boolean isJson(JsonNode model) {
        return Files.exists(golden(name(model) + ".json"));
    }

    private static String name(JsonNode model) {
        return model.get("name").asText();
    }

    private static Path golden(String file) {
        return Shared.path("golden", "onnx").resolve(file);
    }

    private static String run(int exit, String... arguments) {
        StringWriter err = new StringWriter();
        int ended = Driftway.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(ended).as(err.toString()).isEqualTo(exit);
        return err.toString();
    }
}
