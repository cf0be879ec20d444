package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.format.json.Json;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(ran.exit()).as("nobody can tell, which is not no drift").isEqualTo(3);
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

    /** Twenty fees against twenty that are ten times as high, one of them written as a person would. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 19})
    void aCellThatIsNoNumberHidesNoDrift(int row) throws IOException {
        reference = file("reference.csv", "plan,charge\n" + rows(i -> "basic," + (100 + i) + ".5"));
        current = file(
                "current.csv",
                "plan,charge\n" + rows(i -> "basic," + (i == row ? "\"1,234.56\"" : (1_000 + i) + ".5")));

        Ran ran = compare("--format", "json", "--fail-on-drift");

        JsonNode json = Json.MAPPER.readTree(ran.out());
        JsonNode charge = json.at("/columns/1");
        assertThat(charge.get("name").asText()).isEqualTo("charge");
        assertThat(charge.get("type").asText()).isEqualTo("num");
        assertThat(charge.get("value").isNull()).isTrue();
        assertThat(charge.get("drifted").asBoolean()).isFalse();
        assertThat(charge.get("reason").asText())
                .isEqualTo("the reference has numbers here, and the current has not: line " + (row + 2)
                        + " has a cell of the shape '9,999.99'; write numbers with a decimal point and nothing between thousands,"
                        + " or say what the column is with --column-type charge=cat or skip");
        assertThat(json.at("/dataset/tested_columns").asInt()).isEqualTo(1);
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err())
                .contains("driftway: charge is not tested: the reference has numbers here")
                .doesNotContain("1,234.56");
        assertThat(compare().out())
                .contains("charge  num ", "unknown", "line " + (row + 2))
                .contains(
                        "Inconclusive, because columns that could not be tested could have changed the answer: 0 of 1 tested columns drifted");
        assertThat(compare("--format", "html").out())
                .contains(
                        "Inconclusive.", "Columns that could not be tested could have changed the answer", "9,999.99");
        assertThat(compare().exit()).isZero();
        assertThat(compare("--fail-on-drift", "--column-type", "charge=skip").exit())
                .isZero();
    }

    /** A text among few different numbers makes labels of them, which the numbers of the reference are none of. */
    @Test
    void aTextAmongFewNumbersMakesNoLabelsOfThem() throws IOException {
        reference =
                file("reference.csv", "charge\n" + rows(i -> "" + (i % 5 + 0.5)).repeat(5));
        current = file(
                "current.csv",
                "charge\n" + rows(i -> i == 3 ? "many" : "" + (i % 5 + 0.5)).repeat(5));

        JsonNode charge =
                Json.MAPPER.readTree(compare("--format", "json").out()).at("/columns/0");

        assertThat(charge.get("type").asText()).isEqualTo("num");
        assertThat(charge.get("reason").asText()).contains("line 5 has a cell of the shape 'aaaa'");
        assertThat(Json.MAPPER
                        .readTree(compare("--format", "json", "--column-type", "charge=cat")
                                .out())
                        .at("/columns/0/value")
                        .isNumber())
                .isTrue();
    }

    /** Labels of which some are numbers, as in 0, 1, 2, 3+, are labels on both sides. */
    @Test
    void labelsOfWhichSomeAreNumbersAreCompared() throws IOException {
        reference = file("reference.csv", "children\n" + "0\n1\n2\n3+\n".repeat(10));
        current = file("current.csv", "children\n" + "1\n0\n2\n3+\n".repeat(10));

        Ran ran = compare("--format", "json");

        assertThat(Json.MAPPER.readTree(ran.out()).at("/columns/0/value").asDouble())
                .isEqualTo(1);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void labelsThatBecameFreeTextAreNotTested() throws IOException {
        reference = file("reference.csv", "plan,charge\n" + "basic,1\nfull,2.5\n".repeat(20));
        current = file("current.csv", "plan,charge\n" + rows(i -> "note " + i + "," + (i % 2 == 0 ? 1 : 2.5)));

        Ran ran = compare("--format", "json", "--fail-on-drift");

        JsonNode plan = Json.MAPPER.readTree(ran.out()).at("/columns/0");
        assertThat(plan.get("type").asText()).isEqualTo("cat");
        assertThat(plan.get("reason").asText()).contains("free text", "--column-type plan=cat or skip");
        assertThat(ran.exit()).isEqualTo(3);
    }

    /** The same arithmetic as that of the service: one of twenty is 0.05, which is not above it. */
    @Test
    void aColumnThatCouldNotHaveChangedTheAnswerDoesNotFail() throws IOException {
        String names = IntStream.range(0, 19).mapToObj(i -> ",c" + i).collect(Collectors.joining());
        String cells = ",1.5".repeat(19);
        reference = file("reference.csv", "charge" + names + "\n" + rows(i -> i + ".5" + cells));
        current = file("current.csv", "charge" + names + "\n" + rows(i -> (i == 0 ? "many" : i + ".5") + cells));

        Ran ran = compare("--fail-on-drift");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .endsWith("0 of 19 tested columns drifted, data_drift_value 0.0000, 1 not tested: "
                        + "20 rows against a reference of 20, 0 cells missing.\n");
    }

    @Test
    void aColumnThatTheCurrentLacksIsNotTested() throws IOException {
        current = file("current.csv", "charge\n" + "1\n2.5\n".repeat(10));

        Ran ran = compare("--format", "json", "--fail-on-drift");

        JsonNode plan = Json.MAPPER.readTree(ran.out()).at("/columns/0");
        assertThat(plan.get("name").asText()).isEqualTo("plan");
        assertThat(plan.get("value").isNull()).isTrue();
        assertThat(plan.get("reason").asText())
                .isEqualTo("the current has no such column; add it, or leave it out with --column-type plan=skip");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(compare("--fail-on-drift", "--column-type", "plan=cat").exit())
                .isEqualTo(3);
        assertThat(compare("--fail-on-drift", "--column-type", "plan=skip").exit())
                .isZero();
        assertThat(compare("--column", "plan=psi").exit()).isZero();
    }

    @Test
    void textsAndTimesInParquetHideNoDriftOfNumbers() throws Exception {
        reference = DuckDb.parquet(
                folder.resolve("reference.parquet"),
                "SELECT i + 0.5 AS charge, i + 0.5 AS since, 'basic' AS plan FROM range(20) t(i)");
        current = DuckDb.parquet(
                folder.resolve("current.parquet"),
                "SELECT CASE WHEN i = 4 THEN '1,234.56' ELSE (i + 1000.5)::VARCHAR END AS charge,"
                        + " DATE '2026-01-01' AS since, 'basic' AS plan FROM range(20) t(i)");

        Ran ran = compare("--format", "json", "--fail-on-drift");

        JsonNode columns = Json.MAPPER.readTree(ran.out()).at("/columns");
        assertThat(columns.at("/0/reason").asText()).contains("row 5 has a cell of the shape '9,999.99'");
        assertThat(columns.at("/1/reason").asText())
                .startsWith("the reference has numbers here, and the current has not; ");
        assertThat(columns.at("/2/value").isNumber()).isTrue();
        assertThat(ran.exit()).isEqualTo(3);
    }

    private static String rows(IntFunction<String> row) {
        return IntStream.range(0, 20).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void freeTextIsLeftOutWithANoteAndItsMissingCellsCount() throws IOException {
        reference = file("reference.csv", "id,charge\nx,1\ny,2\n,1\n");
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

    /** Whichever side has them; with other words they are labels of their own, and drift. */
    @Test
    void theBooleansOfParquetAreTheTwoWordsOfTheOtherFile() throws Exception {
        reference = file("reference.csv", "partner,charge\n" + "Yes,1\nNo,2.5\nNo,2.5\n".repeat(20));
        current = file("current.csv", "partner,charge\n" + "No,1\nNo,2.5\nYes,2.5\n".repeat(20));
        Path words = current;
        String fromCsv = compare("--format", "json").out();
        current = booleans("current.parquet", words);
        assertThat(compare("--format", "json").out()).isEqualTo(fromCsv);

        reference = booleans("reference.parquet", reference);
        assertThat(Json.MAPPER.readTree(compare("--format", "json").out()).at("/columns/0/value"))
                .isEqualTo(Json.MAPPER.readTree(fromCsv).at("/columns/0/value"));
        current = words;
        assertThat(compare("--format", "json").out()).isEqualTo(fromCsv);

        reference = file("reference.csv", "partner,charge\n" + "Yes,1\nNo,2.5\nunknown,2.5\n".repeat(20));
        current = booleans("current.parquet", words);
        assertThat(Json.MAPPER
                        .readTree(compare("--format", "json").out())
                        .at("/columns/0/drifted")
                        .asBoolean())
                .isTrue();
    }

    private Path booleans(String name, Path rows) {
        return DuckDb.parquet(
                folder.resolve(name),
                "SELECT partner = 'Yes' AS partner, charge FROM read_csv('" + rows
                        + "', types = {'partner': 'VARCHAR'})");
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
