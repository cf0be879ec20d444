package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.batch.Batch;
import io.driftway.core.model.Model;
import io.driftway.demo.Customers;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareAttributionTest {

    @TempDir
    private static Path folder;

    private record Ran(int exit, String out, String err) {}

    @BeforeAll
    static void trainAModel() throws IOException {
        write("june.csv", 1, 2_000, 0);
        write("alike.csv", 2, 1_000, 0);
        write("moved.csv", 3, 1_000, 1);
        assertThat(run(
                                "train",
                                "--data",
                                path("june.csv"),
                                "--target",
                                Customers.TARGET,
                                "--id",
                                Customers.ID,
                                "--out",
                                path("model"))
                        .exit())
                .isZero();
    }

    @Test
    void theMovesAddUpToTheMoveOfTheMeanLogOdds() throws IOException {
        JsonNode attribution = json("moved.csv").get("attribution");

        double sum = 0;
        for (JsonNode feature : attribution.get("features")) {
            sum += feature.get("move").asDouble();
        }
        double move = meanLogOdds("moved.csv") - meanLogOdds("june.csv");
        // probabilities are float32
        assertThat(move).isGreaterThan(0.1);
        assertThat(sum).isCloseTo(move, within(1e-4));
        assertThat(attribution.get("margin_reference").asDouble()).isCloseTo(meanLogOdds("june.csv"), within(1e-4));
        assertThat(attribution.get("margin_current").asDouble()).isCloseTo(meanLogOdds("moved.csv"), within(1e-4));
    }

    @Test
    void theJsonHasOneMoreNameAndOnlyWithTheFlag() throws IOException {
        JsonNode plain =
                Json.MAPPER.readTree(compare("moved.csv", "--format", "json").out());
        JsonNode attributed = json("moved.csv");

        assertThat(plain.fieldNames()).toIterable().containsExactly("dataset", "columns");
        assertThat(attributed.fieldNames()).toIterable().containsExactly("dataset", "columns", "attribution");
        assertThat(attributed.get("columns")).isEqualTo(plain.get("columns"));
        assertThat(attributed.get("attribution").fieldNames())
                .toIterable()
                .containsExactly(
                        "margin_reference", "margin_current", "move", "ndcg", "threshold", "drifted", "features");
        assertThat(attributed.at("/attribution/features/0").fieldNames())
                .toIterable()
                .containsExactly("name", "reference", "current", "move", "p_value", "moved");
    }

    @Test
    void customersAlikeMoveNoAttribution() throws IOException {
        JsonNode attribution = json("alike.csv").get("attribution");

        assertThat(attribution.get("ndcg").asDouble()).isGreaterThan(0.95);
        assertThat(attribution.get("features"))
                .allMatch(feature -> !feature.get("moved").asBoolean());
    }

    @Test
    void theTextRanksFeaturesByHowFarTheyMovedThePrediction() {
        Ran ran = compare("moved.csv", "--attribution", "--model", path("model"));

        List<String> lines = ran.out().lines().toList();
        int heading = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("feature "))
                .findFirst()
                .orElseThrow());
        List<Double> moves = new ArrayList<>();
        for (String line : lines.subList(heading + 1, lines.size() - 2)) {
            moves.add(Math.abs(Double.parseDouble(line.split(" +")[3])));
        }
        assertThat(moves).hasSizeGreaterThan(15).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(lines.getLast())
                .startsWith("The mean log-odds moved by +")
                .contains(": " + lines.get(heading + 1).split(" ")[0] + " +")
                .contains("NDCG 0.");
    }

    @Test
    void thePageSaysWhatMovedThePredictions() {
        assertThat(compare("moved.csv", "--attribution", "--model", path("model"), "--format", "html")
                        .out())
                .contains("What moved the predictions", "The mean log-odds moved from ");
        assertThat(compare("moved.csv", "--format", "html").out()).doesNotContain("What moved the predictions");
    }

    @Test
    void aFlagWithoutTheOtherIsOneLine() {
        assertThat(compare("moved.csv", "--attribution").err())
                .isEqualToIgnoringNewLines(
                        "driftway: --attribution says what moved the predictions of a model; give its bundle as --model");
        Ran alone = compare("moved.csv", "--model", path("model"));
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.err())
                .isEqualToIgnoringNewLines(
                        "driftway: --model is needed for nothing but --attribution; give both or neither");
    }

    @Test
    void anImportedModelHasNoTreesAndThatIsOneLine() {
        assertThat(run("export", "--model", path("model"), "--out", path("model.onnx"))
                        .exit())
                .isZero();
        Ran imported = run(
                "import",
                "--onnx",
                path("model.onnx"),
                "--data",
                path("june.csv"),
                "--target",
                Customers.TARGET,
                "--id",
                Customers.ID,
                "--out",
                path("imported"));
        assertThat(imported.exit()).as(imported.err()).isZero();

        Ran ran = compare("moved.csv", "--attribution", "--model", path("imported"));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("an imported model has no trees that --attribution could follow");
    }

    @Test
    void aFileWithoutAFeatureOfTheModelIsOneLine() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("alike.csv"));
        Files.write(
                folder.resolve("narrow.csv"),
                lines.stream()
                        .map(line -> line.substring(0, line.indexOf(',', line.indexOf(',') + 1)))
                        .toList());

        Ran ran = compare("narrow.csv", "--attribution", "--model", path("model"));

        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err().lines().filter(line -> line.contains("narrow.csv, line 1: there are no columns ")))
                .hasSize(1);
    }

    private static double meanLogOdds(String file) {
        Model model = BundleFolder.read(folder.resolve("model")).model();
        Batch rows = DataFile.of(folder.resolve(file)).batch(model.manifest().schema());
        double sum = 0;
        for (float p : model.score(rows).probabilities()) {
            sum += Math.log(p / (1.0 - p));
        }
        return sum / rows.rows();
    }

    private static JsonNode json(String current) throws IOException {
        Ran ran = compare(current, "--attribution", "--model", path("model"), "--format", "json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        return Json.MAPPER.readTree(ran.out());
    }

    private static Ran compare(String current, String... flags) {
        return run(Stream.concat(
                        Stream.of("compare", "--reference", path("june.csv"), "--current", path(current)),
                        Stream.of(flags))
                .toArray(String[]::new));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void write(String name, int seed, int rows, double drift) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        new Customers(seed, seed * 1_000_000L).write(csv, rows, drift, true);
        Files.writeString(folder.resolve(name), csv.toString(UTF_8));
    }

    private static Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ran(exit, out.toString(), err.toString());
    }
}
