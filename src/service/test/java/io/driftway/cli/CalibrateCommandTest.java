package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.demo.Customers;
import io.driftway.format.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrateCommandTest {

    @TempDir
    private static Path folder;

    private record Ran(int exit, String out, String err) {}

    @BeforeAll
    static void writeFiles() throws IOException {
        write("large.csv", 5_000);
        write("small.csv", 60);
        write("none.csv", 29);
    }

    @Test
    void largerMovesAreFoundSoonerAndMissingCellsAskForNothing() throws IOException {
        JsonNode moves = json("large.csv", "--batch-rows", "500").at("/batches/0/moves");

        assertThat(after(moves, "mean of a number, 0.1 sd")).isGreaterThan(after(moves, "mean of a number, 0.5 sd"));
        for (JsonNode move : moves) {
            String words = move.get("move").asText();
            if (words.equals("mean of a number, 0.5 sd") || words.equals("share of a label, 10 points")) {
                assertThat(move.get("asked").asDouble()).as(move.toString()).isEqualTo(1);
            }
            if (words.startsWith("missing")) {
                assertThat(move.get("seen").asDouble()).as(move.toString()).isEqualTo(1);
                assertThat(move.get("asked").asDouble()).as(move.toString()).isZero();
            }
            if (!move.get("asked_after").isNull()) {
                assertThat(move.get("asked_after").asInt())
                        .as("a move is confirmed by later batches")
                        .isGreaterThan(move.get("seen_after").asInt());
            }
        }
    }

    @Test
    void theSameRowsGiveTheSameFigures() {
        assertThat(calibrate("small.csv", "--format", "json").out())
                .isEqualTo(calibrate("small.csv", "--format", "json").out());
    }

    @Test
    void aReferenceThatIsTooSmallIsWarnedOf() {
        Ran ran = calibrate("small.csv", "--batch-rows", "40,300");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines().filter(line -> line.startsWith("warning: ")))
                .anyMatch(
                        line -> line.contains("batches of 300 rows have at least 5 times the 60 rows of the reference"))
                .anyMatch(line -> line.contains("the reference is too small to judge")
                        && line.contains("mostly not seen within 32 batches"))
                .noneMatch(line -> line.contains("batches of 40 rows have at least 5 times"));
    }

    @Test
    void aReferenceThatIsLargeEnoughIsNotWarnedOf() throws IOException {
        JsonNode calibrated = json("large.csv");

        assertThat(calibrated.get("warnings")).isEmpty();
        assertThat(calibrated.at("/batches/0/rows").asInt()).isEqualTo(500);
        assertThat(calibrated.at("/batches/0/simulated").asLong()).isEqualTo(3_200);
        assertThat(calibrated.at("/batches/0/false_requests").asInt()).isZero();
    }

    @Test
    void theTextHasALineForEachMove() {
        List<String> lines = calibrate("small.csv").out().lines().toList();

        assertThat(lines.getFirst())
                .isEqualTo(
                        "Reference: 60 rows, 3 columns moved, one at a time. Budget of false requests: 1 a year of 365 batches.");
        for (Shift shift : Shift.ALL) {
            assertThat(lines).anyMatch(line -> line.startsWith(shift.words() + " "));
        }
    }

    @Test
    void aModelSaysWhichColumnsMatter() throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        new Customers(1, 1_000_000).write(csv, 2_000, 0, true);
        Files.writeString(folder.resolve("customers.csv"), csv.toString(UTF_8));
        assertThat(run(
                                "train",
                                "--data",
                                path("customers.csv"),
                                "--target",
                                Customers.TARGET,
                                "--id",
                                Customers.ID,
                                "--out",
                                path("model"))
                        .exit())
                .isZero();

        JsonNode calibrated = json("customers.csv", "--model", path("model"), "--batch-rows", "300");

        assertThat(calibrated.get("columns").get(0).asText()).isIn("contract", "tenure_months");
        JsonNode large = move(calibrated, "tenure_months", "mean of a number, 0.5 sd");
        assertThat(large.get("asked").asDouble()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.csv | --batch-rows | 500 | none.csv: a reference of 29 rows can show nothing; give at least 30",
                "small.csv | --batch-rows | 29 | --batch-rows must be 30 to 1000000, got 29",
                "small.csv | --batches-per-year | 0 | --batches-per-year must be a number of at least 1, got 0.0",
                "small.csv | --requests-per-year | 0 | --requests-per-year must be a number above 0, got 0.0",
                "small.csv | --season | 0 | --season must be at least 1 batch, got 0; 1 means that there is none",
                "absent.csv | --season | 1 | absent.csv: there is no such file; check the path"
            })
    void nonsenseIsOneLineAndExitsWithTwo(String file, String flag, String value, String line) {
        Ran ran = calibrate(file, flag, value);

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().endsWith(line);
    }

    private static double after(JsonNode moves, String words) {
        for (JsonNode move : moves) {
            if (move.get("move").asText().equals(words)) {
                return move.get("seen_after").asInt(100);
            }
        }
        throw new AssertionError(words + " is not among " + moves);
    }

    private static JsonNode move(JsonNode calibrated, String column, String words) {
        for (JsonNode move : calibrated.at("/batches/0/moves")) {
            if (move.get("column").asText().equals(column)
                    && move.get("move").asText().equals(words)) {
                return move;
            }
        }
        throw new AssertionError(column + " is not among " + calibrated);
    }

    private static JsonNode json(String file, String... flags) throws IOException {
        Ran ran = calibrate(
                file,
                Stream.concat(Stream.of("--format", "json"), Stream.of(flags)).toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
        return Json.MAPPER.readTree(ran.out());
    }

    private static Ran calibrate(String file, String... flags) {
        return run(Stream.concat(Stream.of("calibrate", "--reference", path(file)), Stream.of(flags))
                .toArray(String[]::new));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void write(String name, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(rows);
        StringBuilder csv = new StringBuilder("fee,visits,plan\n");
        for (int row = 0; row < rows; row++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.2f,%d,%s%n",
                    20 + 10 * random.nextGaussian(),
                    (int) (-3 * Math.log(1 - random.nextDouble())),
                    random.nextInt(3) == 0 ? "full" : "basic"));
        }
        Files.writeString(folder.resolve(name), csv);
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
