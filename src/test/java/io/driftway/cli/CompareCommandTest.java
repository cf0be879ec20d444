package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.format.Json;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {

    @TempDir
    private Path folder;

    private Path reference;
    private Path current;

    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void writeFiles() throws IOException {
        reference = file("reference.csv", "plan,charge\n" + "basic,1\nfull,2.5\n".repeat(20));
        current = file("current.csv", "plan,charge\n" + "basic,1\nfull,2.5\n".repeat(9) + "full,\nfull,2.5\n");
    }

    @Test
    void theJsonHasExactlyTheNamesOfTheContract() throws IOException {
        Ran ran = compare("--format", "json");

        assertThat(ran.exit()).isZero();
        JsonNode json = Json.MAPPER.readTree(ran.out());
        assertThat(json.fieldNames()).toIterable().containsExactly("dataset", "columns");
        assertThat(json.get("dataset").fieldNames())
                .toIterable()
                .containsExactly(
                        "tested_columns",
                        "drifted_columns_count",
                        "data_drift_value",
                        "missing_value_count",
                        "rows_reference",
                        "rows_current");
        assertThat(json.at("/columns/0").fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "type",
                        "method",
                        "value",
                        "threshold",
                        "drifted",
                        "missing_reference",
                        "missing_current");
        assertThat(json.at("/columns/0/type").asText()).isEqualTo("cat");
        assertThat(json.at("/columns/1/type").asText()).isEqualTo("num");
        assertThat(json.at("/columns/1/method").asText()).isEqualTo("z");
        assertThat(json.at("/columns/1/missing_current").asLong()).isEqualTo(1);
        assertThat(json.at("/dataset/missing_value_count").asLong()).isEqualTo(1);
        assertThat(json.at("/dataset/data_drift_value").asDouble()).isZero();
        assertThat(json.at("/dataset/rows_current").asLong()).isEqualTo(20);
    }

    @Test
    void whatCannotBeComputedIsNullWithAReason() throws IOException {
        current = file("current.csv", "plan,charge\nNA,\n,NA\n");

        Ran ran = compare("--format", "json", "--column-type", "plan=cat", "--fail-on-drift");

        JsonNode json = Json.MAPPER.readTree(ran.out());
        assertThat(ran.exit()).isZero();
        assertThat(json.at("/dataset/data_drift_value").isNull()).isTrue();
        assertThat(json.at("/dataset/reason").asText()).isEqualTo("no column could be tested");
        assertThat(json.at("/columns/0/value").isNull()).isTrue();
        assertThat(json.at("/columns/0/drifted").asBoolean()).isFalse();
        assertThat(json.at("/columns/0/reason").asText()).isEqualTo("the current has no values in this column");
        assertThat(compare("--column-type", "plan=cat").out())
                .endsWith(
                        "Inconclusive, because no column could be tested: 2 rows against a reference of 40, 4 cells missing.\n");
    }

    @Test
    void theTableHasTheMostSevereColumnFirstAndOneSentence() throws IOException {
        current = file("current.csv", "plan,charge\n" + "basic,9\nfull,8\n".repeat(10));

        Ran ran = compare();

        List<String> lines = ran.out().lines().toList();
        assertThat(lines.get(0)).startsWith("column").endsWith("missing (current)");
        assertThat(lines.get(1)).startsWith("charge");
        assertThat(lines.get(2)).startsWith("plan");
        assertThat(lines.getLast())
                .isEqualTo(
                        "1 of 2 tested columns drifted, data_drift_value 0.5000: 20 rows against a reference of 40, 0 cells missing.");
    }

    @Test
    void driftExitsWithThreeOnlyWhereThatWasAskedFor() throws IOException {
        current = file("current.csv", "plan,charge\n" + "basic,9\nfull,8\n".repeat(10));

        assertThat(compare().exit()).isZero();
        assertThat(compare("--fail-on-drift").exit()).isEqualTo(3);
        assertThat(compare("--fail-on-drift", "--column-type", "charge=skip").exit())
                .isZero();
    }

    @Test
    void methodsThresholdsAndTypesAreTakenAsSaid() throws IOException {
        Ran ran = compare(
                "--format",
                "json",
                "--method",
                "jensenshannon",
                "--column",
                "charge=wasserstein",
                "--threshold",
                "0.2",
                "--column-threshold",
                "charge=0.001",
                "--column-type",
                "plan=cat,charge=num");

        JsonNode columns = Json.MAPPER.readTree(ran.out()).get("columns");
        assertThat(columns.at("/0/method").asText()).isEqualTo("jensenshannon");
        assertThat(columns.at("/0/threshold").asDouble()).isEqualTo(0.2);
        assertThat(columns.at("/1/method").asText()).isEqualTo("wasserstein");
        assertThat(columns.at("/1/threshold").asDouble()).isEqualTo(0.001);
        assertThat(columns.at("/1/drifted").asBoolean()).isTrue();
    }

    @Test
    void typesOfTheCurrentHoldForTheReference() throws IOException {
        reference = file("reference.csv", "senior\n" + "0.0\n1.0\n".repeat(20));
        current = file("current.csv", "senior\n" + "0\n1\n".repeat(20));

        JsonNode senior =
                Json.MAPPER.readTree(compare("--format", "json").out()).at("/columns/0");

        assertThat(senior.get("type").asText()).isEqualTo("cat");
        assertThat(senior.get("value").asDouble()).isEqualTo(1);
    }

    @Test
    void freeTextIsLeftOutWithANoteAndItsMissingCellsCount() throws IOException {
        reference = file("reference.csv", "id,charge\n" + "x,1\ny,2\n".repeat(20));
        current = file("current.csv", "id,charge\na,1.5\nb,2\n,3\n");

        Ran ran = compare("--format", "json");

        JsonNode json = Json.MAPPER.readTree(ran.out());
        assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "driftway: id is left out: 2 different texts in 2 cells look like free text; give it the type cat to keep it");
        assertThat(json.at("/dataset/tested_columns").asInt()).isEqualTo(1);
        assertThat(json.at("/dataset/missing_value_count").asInt()).isEqualTo(1);
    }

    @Test
    void theReportGoesToAFileWhereOneIsNamed() throws IOException {
        Path out = folder.resolve("report.json");

        Ran ran = compare("--format", "json", "--out", out.toString());

        assertThat(ran.out()).isEmpty();
        assertThat(Json.MAPPER
                        .readTree(out.toFile())
                        .at("/dataset/tested_columns")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void parquetAndCsvOfTheSameRowsHaveTheSameReport() throws Exception {
        String fromCsv = compare("--format", "json").out();
        reference = DuckDb.parquet(folder.resolve("reference.parquet"), "SELECT * FROM '" + reference + "'");
        current = DuckDb.parquet(folder.resolve("current.parquet"), "SELECT * FROM '" + current + "'");

        assertThat(compare("--format", "json").out()).isEqualTo(fromCsv);
    }

    @Test
    void aSimulatedValueSaysHowFarItMayBeOff() throws IOException {
        Ran ran = compare("--format", "json", "--column", "plan=TVD");

        JsonNode plan = Json.MAPPER.readTree(ran.out()).at("/columns/0");
        double p = plan.get("value").asDouble();
        assertThat(plan.at("/simulation/permutations").asInt()).isEqualTo(1000);
        assertThat(plan.at("/simulation/standard_error").asDouble()).isEqualTo(Math.sqrt(p * (1 - p) / 1000));
    }

    @Test
    void badInputIsOneLineThatSaysWhatToDo() throws IOException {
        assertThat(refusal("--method", "psy")).startsWith("there is no method psy; there are ks, ");
        assertThat(refusal("--method", "ks"))
                .startsWith(
                        "method ks does not apply to column plan of type cat; name another for it, of chisquare, z, ");
        assertThat(refusal("--type-method", "cat=ks"))
                .startsWith(
                        "method ks does not apply to columns of type cat; of those that do there are chisquare, z, ");
        assertThat(refusal("--type-method", "text=ks"))
                .isEqualTo("there is no column type text; there are num and cat");
        assertThat(refusal("--type-threshold", "num=-1"))
                .isEqualTo("the threshold of type num must be a number above 0, got -1.0");
        assertThat(refusal("--column", "plan=ks")).startsWith("method ks does not apply to column plan");
        assertThat(refusal("--column", "age=ks"))
                .isEqualTo("a method is given for age, which is not among the columns compared: plan, charge");
        assertThat(refusal("--column-threshold", "age=1"))
                .startsWith("a threshold is given for age, which is not among");
        assertThat(refusal("--column-type", "age=num"))
                .isEqualTo("--column-type names age, a column that neither file has");
        assertThat(refusal("--threshold", "0")).isEqualTo("the threshold must be a number above 0, got 0.0");
        assertThat(refusal("--threshold", "1.5"))
                .startsWith("the threshold of plan is 1 or more, which is none for a p-value");
        assertThat(refusal("--out", folder.resolve("no/such/folder").toString()))
                .contains("cannot be written");
    }

    @Test
    void filesThatCannotBeComparedAreBadInput() throws IOException {
        current = folder.resolve("absent.csv");
        assertThat(refusal()).isEqualTo(current + ": there is no such file; check the path");

        current = folder;
        assertThat(refusal()).startsWith(folder + ": is a folder");

        current = file("current.csv", "");
        assertThat(refusal()).startsWith(current + ": the file is empty");

        current = file("current.csv", "plan,charge\n");
        assertThat(refusal()).startsWith(current + ": there is a header row and nothing below it");

        current = file("current.csv", "plan,charge\nbasic,1\nfull\n");
        assertThat(refusal()).startsWith(current + ", line 3: the row has 1 cell, the header row has 2");

        current = file("current.csv", "charge\n1\n");
        assertThat(refusal())
                .isEqualTo(current + ": there is no column plan, which " + reference
                        + " has; add it, or leave it out with --column-type plan=skip");
        assertThat(compare("--column-type", "plan=skip").exit()).isZero();

        current = file("current.csv", "charge,plan,age\n1,basic,30\n");
        assertThat(refusal()).startsWith(reference + ": there is no column age, which " + current + " has");
    }

    @Test
    void aReferenceThatDoesNotFitTheTypesOfTheCurrentIsBadInput() throws IOException {
        reference = file("reference.csv", "plan,charge\nbasic,1\nfull,many\n");

        assertThat(refusal())
                .startsWith(reference + ", line 3, column charge: a cell of the shape 'aaaa' is not a number");
    }

    /** The message of the exception that the program turns into exit code 2. */
    private String refusal(String... more) {
        List<Exception> failures = new ArrayList<>();
        commandLine(failures).execute(arguments(more));
        assertThat(failures).singleElement().isInstanceOf(BadInput.class);
        assertThat(failures.getFirst().getMessage()).doesNotContain("\n");
        return failures.getFirst().getMessage();
    }

    private Ran compare(String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<Exception> failures = new ArrayList<>();
        int exit = commandLine(failures)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments(more));
        assertThat(failures).isEmpty();
        return new Ran(exit, out.toString(), err.toString());
    }

    private static CommandLine commandLine(List<Exception> failures) {
        return new CommandLine(new CompareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    failures.add(failure);
                    return 2;
                });
    }

    private String[] arguments(String... more) {
        List<String> all =
                new ArrayList<>(List.of("--reference", reference.toString(), "--current", current.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
