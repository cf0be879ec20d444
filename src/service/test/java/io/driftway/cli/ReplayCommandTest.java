package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.demo.Customers;
import io.driftway.format.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {

    private static final int BATCH = 500;

    @TempDir
    private static Path folder;

    private record Ran(int exit, String out, String err) {
        List<JsonNode> batches() {
            assertThat(exit).as(err).isZero();
            return out.lines()
                    .map(line -> {
                        try {
                            return Json.MAPPER.readTree(line);
                        } catch (IOException noJson) {
                            throw new UncheckedIOException(line, noJson);
                        }
                    })
                    .toList();
        }
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        write("customers.csv", customers(1, 5_000, 0));
        write("sound.csv", customers(2, 20 * BATCH + 7, 0));
        write("moved.csv", and(customers(3, 8 * BATCH, 0), customers(4, 8 * BATCH, 0.4)));
        write("labels.csv", labels("sound.csv", 0));
        write("flipped.csv", labels("sound.csv", 6 * BATCH));
        write("strange.csv", Customers.ID + "," + Customers.TARGET + "\nC2000001,perhaps\n");
        write("twice.csv", Customers.ID + "," + Customers.TARGET + "\nC2000001,Yes\nC2000001,No\n");
        write("header.csv", customers(2, 1, 0).lines().findFirst().orElseThrow() + "\n");
        write("other.csv", "colour,weight\nred,1.5\n");
        write("bare.csv", customers(1, 5_000, 0).replaceAll("(?m),[^,\n]*$", ""));
        write("again.csv", and(customers(2, 10, 0), customers(2, 10, 0)));
        Ran trained = run(
                "train",
                "--data",
                path("customers.csv"),
                "--target",
                Customers.TARGET,
                "--id",
                Customers.ID,
                "--out",
                path("model"));
        assertThat(trained.exit()).as(trained.err()).isZero();
        writeAnOlderModel();
    }

    /** Of a version that kept no facts of the reference. */
    private static void writeAnOlderModel() throws IOException {
        Path older = Files.createDirectory(folder.resolve("older"));
        for (String file : List.of("trees.json", "reference.json", "model.onnx")) {
            Files.copy(folder.resolve("model").resolve(file), older.resolve(file));
        }
        String manifest = Files.readString(folder.resolve("model").resolve("manifest.json"));
        Files.writeString(
                older.resolve("manifest.json"), manifest.replaceAll(",\\s*\"facts_sha256\" : \"[0-9a-f]{64}\"", ""));
    }

    private static String customers(int seed, int rows, double drift) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        new Customers(seed, seed * 1_000_000L).write(csv, rows, drift, true);
        return csv.toString(UTF_8);
    }

    private static String and(String one, String other) {
        return one + other.substring(other.indexOf('\n') + 1);
    }

    /** Who left, by number; from some row on those who stayed. */
    private static String labels(String file, int flippedFrom) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(file));
        StringBuilder labels = new StringBuilder(Customers.ID + "," + Customers.TARGET + "\n");
        for (int row = 1; row < lines.size(); row++) {
            String line = lines.get(row);
            boolean left = line.endsWith(",Yes") ^ (flippedFrom > 0 && row > flippedFrom);
            labels.append(line, 0, line.indexOf(',')).append(left ? ",Yes\n" : ",No\n");
        }
        return labels.toString();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
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

    private static Ran replay(String current, String... flags) {
        return run(Stream.concat(
                        Stream.of(
                                "replay",
                                "--reference",
                                path("customers.csv"),
                                "--current",
                                path(current),
                                "--id",
                                Customers.ID),
                        Stream.of(flags))
                .toArray(String[]::new));
    }

    private static Ran jsonl(String current, String... flags) {
        return replay(
                current,
                Stream.concat(Stream.of("--format", "jsonl"), Stream.of(flags)).toArray(String[]::new));
    }

    private static List<String> texts(List<JsonNode> batches, String name) {
        return batches.stream().map(batch -> batch.get(name).asText()).toList();
    }

    @Test
    void eachLineHasExactlyTheNamesOfTheContractInTheirOrder() {
        List<JsonNode> batches = jsonl("moved.csv", "--model", path("model")).batches();

        assertThat(batches).hasSize(16).allSatisfy(batch -> assertThat(batch.fieldNames())
                .toIterable()
                .containsExactly(
                        "batch", "rows", "verdict", "asks", "cause", "columns", "p", "window", "data_drift_value"));
        assertThat(texts(batches, "batch")).startsWith("1", "2").endsWith("16");
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch.get("rows").asInt()).isEqualTo(BATCH);
            assertThat(batch.get("asks").isBoolean()).isTrue();
            assertThat(batch.get("columns").isArray()).isTrue();
            assertThat(batch.get("p").asDouble()).isBetween(0.0, 1.0);
            assertThat(batch.get("data_drift_value").isNumber()).isTrue();
        });
    }

    @Test
    void customersWhoAreAsTheyWereAreNoReasonToRetrain() {
        for (String[] flags : new String[][] {{}, {"--model", path("model")}}) {
            List<JsonNode> batches = jsonl("sound.csv", flags).batches();

            assertThat(batches).hasSize(21);
            assertThat(texts(batches, "asks")).containsOnly("false");
            assertThat(texts(batches, "verdict")).doesNotContain("broken", "breach");
            assertThat(batches.getLast().get("rows").asInt()).isEqualTo(7);
            assertThat(batches.getLast().get("verdict").asText()).isEqualTo("inconclusive");
        }
    }

    @Test
    void aShiftThatStaysIsAskedForWithinDaysAndIsHarmful() {
        for (String[] flags : new String[][] {{}, {"--model", path("model")}}) {
            List<JsonNode> batches = jsonl("moved.csv", flags).batches();

            assertThat(texts(batches.subList(0, 8), "asks")).containsOnly("false");
            List<JsonNode> asking = batches.subList(8, 16).stream()
                    .filter(batch -> batch.get("asks").asBoolean())
                    .toList();
            assertThat(asking).isNotEmpty();
            assertThat(asking.getFirst().get("batch").asInt()).isLessThanOrEqualTo(14);
            assertThat(texts(asking, "cause")).containsOnly("covariate-harmful");
            assertThat(asking.getFirst().get("columns")).isNotEmpty();
        }
    }

    @Test
    void labelsThatTurnRoundAreAChangeOfConceptAsSoonAsTheyHaveCome() {
        String[] flags = {
            "--model", path("model"), "--label", Customers.TARGET, "--label-delay", "2", "--labels", path("flipped.csv")
        };
        List<JsonNode> batches = jsonl("sound.csv", flags).batches();

        List<JsonNode> asking =
                batches.stream().filter(batch -> batch.get("asks").asBoolean()).toList();
        assertThat(asking.getFirst().get("batch").asInt())
                .as("the labels of batch 7 come with batch 9")
                .isBetween(9, 11);
        assertThat(texts(asking, "cause")).containsOnly("concept");
        flags[flags.length - 1] = path("labels.csv");
        assertThat(texts(jsonl("sound.csv", flags).batches(), "asks")).containsOnly("false");
    }

    @Test
    void withASeasonOnlyWholeSeasonsAreJudged() {
        List<JsonNode> batches = jsonl("moved.csv", "--season", "4").batches();

        assertThat(texts(batches, "window")).contains("4", "8").doesNotContain("2");
        assertThat(texts(batches.subList(0, 3), "verdict")).containsOnly("stable");
    }

    /** The rule of before, batch by batch: what compare says of the same rows. */
    @Test
    void thePolicyThresholdSaysWhatCompareSays() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("moved.csv"));
        List<JsonNode> batches = jsonl("moved.csv", "--policy", "threshold").batches();

        for (JsonNode batch : batches) {
            int from = 1 + (batch.get("batch").asInt() - 1) * BATCH;
            write("one.csv", lines.getFirst() + "\n" + String.join("\n", lines.subList(from, from + BATCH)) + "\n");
            JsonNode compared = Json.MAPPER.readTree(run(
                            "compare",
                            "--reference",
                            path("customers.csv"),
                            "--current",
                            path("one.csv"),
                            "--column-type",
                            Customers.ID + "=skip",
                            "--format",
                            "json")
                    .out());
            double share = compared.at("/dataset/data_drift_value").asDouble();
            List<String> drifted = new ArrayList<>();
            compared.get("columns").forEach(column -> {
                if (column.get("drifted").asBoolean()) {
                    drifted.add(column.get("name").asText());
                }
            });

            assertThat(batch.get("data_drift_value").asDouble()).isEqualTo(share);
            assertThat(texts(List.of(batch), "verdict"))
                    .containsExactly(share > 0.05 ? "breach" : share > 0 ? "warning" : "stable");
            assertThat(batch.get("asks").asBoolean()).isEqualTo(share > 0.05);
            assertThat(Json.MAPPER.convertValue(batch.get("columns"), List.class))
                    .isEqualTo(drifted);
        }
        assertThat(texts(batches, "verdict")).contains("breach");
    }

    @Test
    void aBatchWithATextAmongItsNumbersIsBrokenAndTheOthersAreJudged() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("moved.csv")));
        String[] cells = lines.get(2 * BATCH + 3).split(",", -1);
        int fee = List.of(lines.getFirst().split(",")).indexOf("monthly_fee");
        cells[fee] = "\"19,99\"";
        lines.set(2 * BATCH + 3, String.join(",", cells));
        write("comma.csv", String.join("\n", lines) + "\n");

        for (String[] flags : new String[][] {{}, {"--model", path("model")}}) {
            List<JsonNode> batches = jsonl("comma.csv", flags).batches();

            assertThat(texts(batches.subList(0, 4), "verdict")).containsExactly("stable", "stable", "broken", "stable");
            assertThat(batches.get(2).get("cause").asText()).isEqualTo("feed");
            assertThat(batches.get(2).get("columns").get(0).asText()).isEqualTo("monthly_fee");
            assertThat(batches.get(2).get("p").isNull()).isTrue();
            assertThat(texts(batches.subList(8, 16), "asks")).contains("true");
        }
        assertThat(jsonl("comma.csv", "--policy", "threshold")
                        .batches()
                        .get(2)
                        .get("verdict")
                        .asText())
                .as("one column of 17 that cannot be tested could have made it a breach")
                .isEqualTo("inconclusive");
    }

    @Test
    void theRowsOfAnEarlierBatchAreBrokenInAnyOrder() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("sound.csv")));
        List<String> again = new ArrayList<>(lines.subList(1 + BATCH, 1 + 2 * BATCH));
        Collections.reverse(again);
        lines.addAll(1 + 4 * BATCH, again);
        write("stale.csv", String.join("\n", lines) + "\n");

        List<JsonNode> batches = jsonl("stale.csv").batches();

        assertThat(texts(batches.subList(0, 6), "verdict"))
                .containsExactly("stable", "stable", "stable", "stable", "broken", "stable");
        assertThat(batches.get(4).get("cause").asText()).isEqualTo("feed");
        assertThat(batches.get(4).get("columns")).isEmpty();
    }

    @Test
    void aPersonReadsATableAndASentence() {
        Ran ran = replay("moved.csv", "--policy", "threshold");

        List<String> lines = ran.out().lines().toList();
        assertThat(ran.exit()).isZero();
        assertThat(lines.getFirst()).isEqualTo(ReplayText.HEADING);
        assertThat(lines).hasSize(1 + 16 + 2);
        assertThat(lines.getLast())
                .matches("16 batches: .*8 breach.*\\. 8 ask for a retraining, the first is batch 9\\.");
        assertThat(replay("sound.csv").out()).endsWith("None asks for a retraining.\n");
    }

    @Test
    void theLossOnHeldOutRowsIsOfTheBundleAndOfTheLabelledReferenceWhereAnOlderOneHasNone() {
        String[] labels = {"--label", Customers.TARGET, "--label-delay", "2", "--labels", path("flipped.csv")};
        String[] model = {"--model", path("model")};
        String[] older = {"--model", path("older")};
        String expected = against("customers.csv", labels, model).out();
        assertThat(expected).contains("\"cause\":\"concept\"");

        assertThat(against("bare.csv", labels, model).out()).isEqualTo(expected);
        assertThat(against("customers.csv", labels, older).out()).isEqualTo(expected);
        Ran refused = against("bare.csv", labels, older);
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err())
                .contains("bare.csv: there are fewer than 30 labelled rows that the model was not trained on")
                .contains("train the model again, or give as --reference the labelled file that it was trained from");
        assertThat(against("bare.csv", new String[0], older).exit()).isZero();
    }

    private static Ran against(String reference, String[] labels, String[] model) {
        return run(Stream.of(
                        new String[] {"replay", "--reference", path(reference), "--current", path("sound.csv")},
                        new String[] {"--id", Customers.ID, "--format", "jsonl"},
                        labels,
                        model)
                .flatMap(Stream::of)
                .toArray(String[]::new));
    }

    /** A replay of a year takes its time, and a person or a pipe waits for each line. */
    @Test
    void aLineIsOutAsSoonAsItsBatchIsJudged() {
        List<Long> atFlush = new ArrayList<>();
        StringWriter out = new StringWriter() {
            @Override
            public void flush() {
                atFlush.add(getBuffer().chars().filter(c -> c == '\n').count());
            }
        };
        Driftway.commandLine()
                .setOut(new PrintWriter(out, false))
                .execute(
                        "replay",
                        "--reference",
                        path("customers.csv"),
                        "--current",
                        path("moved.csv"),
                        "--batch-rows",
                        "2000",
                        "--format",
                        "jsonl");

        assertThat(atFlush).startsWith(1L, 2L, 3L, 4L);
    }

    @Test
    void thePageIsWholeAndNeedsNothingBesideIt() throws Exception {
        String page = replay("moved.csv", "--format", "html").out();

        String xml = page.replaceFirst("<!doctype html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 * 16);
        assertThat(document.getElementsByTagName("tr").getLength()).isEqualTo(1 + 16);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(page)
                .contains("prefers-color-scheme: dark", "the first is batch")
                .doesNotContain("http");
        assertThat(replay("moved.csv", "--policy", "threshold", "--format", "html")
                        .out())
                .as("the rule of before knows no chance")
                .doesNotContain("Chance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sound.csv | --batch-rows 0 | --batch-rows must be at least 1, got 0",
                "sound.csv | --season 0 | --season must be at least 1 batch, got 0; 1 means that there is none",
                "sound.csv | --batches-per-year 0.5 | --batches-per-year must be a number of at least 1, got 0.5",
                "sound.csv | --label-delay 3 | --label-delay says when labels come; give the file of labels as --labels",
                "sound.csv | --label churned | --label names a column of a file of labels; give the file as --labels",
                "sound.csv | --labels @labels.csv --label churned | --labels needs --model: labels tell how wrong the predictions of a model are",
                "sound.csv | --labels @labels.csv --model @model | --labels needs --id and --label: the column by which its rows are found, and that of the labels",
                "sound.csv | --labels @labels.csv --model @model --label churned --label-delay -1 | --label-delay must be at least 0 batches, got -1",
                "sound.csv | --labels @labels.csv --model @model --label left | @labels.csv, line 1: there is no column left",
                "sound.csv | --labels @other.csv --model @model --label colour | @other.csv: there is no column customer_id, which --id names",
                "sound.csv | --labels @strange.csv --model @model --label churned | @strange.csv, row 1 below the header, column churned: the label is no class of the model; write one of No, Yes",
                "sound.csv | --labels @twice.csv --model @model --label churned | @twice.csv, column customer_id: 1 rows have the id of a row above",
                "again.csv | --labels @labels.csv --model @model --label churned | @again.csv, column customer_id: 10 rows have the id of a row above",
                "other.csv | | @other.csv: there is no column customer_id, which --id names; name one that the file has",
                "header.csv | | @header.csv: there is a header row and nothing below it; write at least one row below it",
                "none.csv | | @none.csv: there is no such file; check the path",
                "sound.csv | --model @nowhere | @nowhere"
            })
    void whatCannotBeUsedIsOneLine(String current, String flags, String line) {
        Ran ran = replay(
                current,
                flags == null
                        ? new String[] {}
                        : Stream.of(flags.split(" "))
                                .map(word -> word.startsWith("@") ? path(word.substring(1)) : word)
                                .toArray(String[]::new));

        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains(Stream.of(line.split("@", -1)).collect(Collectors.joining(folder + "/")))
                .doesNotContain("perhaps");
    }

    @Test
    void columnsThatDoNotFitAreOneLine() {
        String[] files = {"replay", "--reference", path("customers.csv"), "--current", path("other.csv")};
        String[] scored = {
            "replay", "--reference", path("customers.csv"), "--current", path("other.csv"), "--model", path("model")
        };

        assertThat(run(files).err().lines())
                .singleElement()
                .asString()
                .contains(path("other.csv") + ": there is no column to compare, since " + path("customers.csv"));
        assertThat(run(scored).err().lines())
                .singleElement()
                .asString()
                .contains(path("other.csv") + ", line 1: the first row names none of the columns that are needed");
        assertThat(run(scored).exit()).isEqualTo(2);
    }

    @Test
    void aColumnOfOneFileOnlyIsLeftOutWithANote() throws IOException {
        write("unlabelled.csv", customers(2, BATCH, 0).replaceAll("(?m),[^,\n]*$", ""));

        Ran ran = jsonl("unlabelled.csv");

        assertThat(ran.batches()).hasSize(1);
        assertThat(ran.err())
                .contains(Customers.TARGET + ": only in " + path("customers.csv") + " and not in "
                        + path("unlabelled.csv") + ", so not compared");
    }
}
