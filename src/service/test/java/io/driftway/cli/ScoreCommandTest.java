package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.model.Model;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {

    private static final String ROWS = "SELECT i AS fee, CASE WHEN i % 3 = 0 THEN 'Yes' ELSE 'No' END AS partner,"
            + " ['basic', 'full', 'gold'][1 + i % 3] AS plan FROM range(600) t(i) ORDER BY i";

    @TempDir
    private Path folder;

    private record Ran(int exit, String err) {}

    /** A row is positive where it has a partner, or by chance. */
    @BeforeEach
    void train() {
        DuckDb.csv(
                at("trained-on.csv"),
                "SELECT *, CASE WHEN partner = 'Yes' OR fee % 7 = 0 THEN 'Yes' ELSE 'No' END AS churn FROM (" + ROWS
                        + ")");
        assertThat(run("train", "--data", text("trained-on.csv"), "--target", "churn", "--out", text("model"))
                        .exit())
                .isZero();
    }

    @Test
    void rowsOfKnownCategoriesAreScoredWithoutAWord() {
        DuckDb.csv(at("rows.csv"), ROWS);
        Ran ran = score("rows.csv", "--strict");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(at("rows.csv.out")).exists();
    }

    @Test
    void unseenCategoriesAreCountedForEachColumnAndNeverShown() throws IOException {
        DuckDb.csv(
                at("rows.csv"),
                "SELECT fee, CASE WHEN fee < 200 THEN 'YES' ELSE partner END AS partner, CASE WHEN fee < 30 THEN 'P' || fee % 3"
                        + " WHEN fee = 40 THEN NULL ELSE plan END AS plan FROM ("
                        + ROWS + ")");
        Ran ran = score("rows.csv");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err().lines())
                .containsExactly(
                        "driftway: " + text("rows.csv")
                                + ", column partner: 200 of 600 rows have a category that the model does not know (distinct: 1)",
                        "driftway: " + text("rows.csv")
                                + ", column plan: 30 of 600 rows have a category that the model does not know (distinct: 3)");
        assertThat(Files.readAllLines(at("rows.csv.out"))).hasSize(601);
    }

    @Test
    void strictEndsWithTwoAndWritesNothing() throws IOException {
        DuckDb.csv(at("rows.csv"), "SELECT fee, 'maybe' AS partner, plan FROM (" + ROWS + ")");
        Files.writeString(at("rows.csv.out"), "of before");
        Ran ran = score("rows.csv", "--strict");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains(
                        "does not know all categories of partner, and nothing is written because of --strict; write them");
        assertThat(ran.err()).doesNotContain("maybe");
        assertThat(at("rows.csv.out")).hasContent("of before");
    }

    /** As pandas and Spark write yes and no: the same probabilities, on the command line and in the service. */
    @Test
    void theBooleansOfParquetAreTheYesAndNoThatTheModelKnows() throws IOException {
        DuckDb.csv(at("rows.csv"), ROWS);
        DuckDb.parquet(at("rows.parquet"), "SELECT fee, partner = 'Yes' AS partner, plan FROM (" + ROWS + ")");
        assertThat(score("rows.csv").err()).isEmpty();
        Ran ran = score("rows.parquet", "--strict");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        List<String> expected = Files.readAllLines(at("rows.csv.out"));
        assertThat(Files.readAllLines(at("rows.parquet.out"))).isEqualTo(expected);

        Model model = BundleFolder.read(at("model")).model();
        try (InputStream in = Files.newInputStream(at("rows.parquet"))) {
            Batch batch = (Batch)
                    new BatchFormats().read("rows.parquet", in, model.manifest().schema());
            float[] served = model.score(batch).probabilities();
            for (int row = 0; row < served.length; row++) {
                assertThat((row + 1) + "," + served[row]).isEqualTo(expected.get(row + 1));
            }
        }
    }

    private Ran score(String rows, String... more) {
        String[] arguments = {
            "score", "--model", text("model"), "--data", text(rows), "--out", text(rows + ".out"),
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    private static Ran run(String... arguments) {
        StringWriter err = new StringWriter();
        int exit = Driftway.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exit, err.toString());
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private String text(String name) {
        return at(name).toString();
    }
}
