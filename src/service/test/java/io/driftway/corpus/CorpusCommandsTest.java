package io.driftway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.cli.CommandHost;
import io.driftway.cli.HostedCommands.Ran;
import io.driftway.core.batch.Reason;
import io.driftway.corpus.Case.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case by the commands: a result, or exit code 2 and one line that names file, position and remedy. */
class CorpusCommandsTest {

    /** A person who chose a file may have it as long as the memory allows. */
    private static final Map<String, Outcome> WITHOUT_THE_LIMITS_OF_THE_SERVICE = Map.of(
            "envelope/larger-than-allowed.csv", new Outcome.Quarantined(Reason.ROW_TOO_LONG, "line 1"),
            "rows/too-many.csv.gz", new Outcome.Verdict(Set.of()));

    /** What only a schema can be hurt by: without one, columns are what the two files share. */
    private static final Set<Reason> OF_THE_SCHEMA = EnumSet.of(
            Reason.MISSING_COLUMN,
            Reason.SCHEMA_MISSING,
            Reason.BAD_NUMBER,
            Reason.HEADER_CHANGED,
            Reason.RAGGED_ROW,
            Reason.DUPLICATE_COLUMN,
            Reason.UNSUPPORTED);

    @TempDir
    private static Path folder;

    private static CommandHost commands;

    @BeforeAll
    static void aModelAndAReference() throws IOException {
        commands = CommandHost.in(folder);
        Files.write(folder.resolve("training.csv"), Labelled.customersCsv(1_500, 1));
        Files.write(
                folder.resolve("reference.csv"),
                Table.customers(500, 2).without("churned").csv());
        assertThat(commands.run(
                                "train",
                                "--data",
                                "training.csv",
                                "--target",
                                "churned",
                                "--positive",
                                "Yes",
                                "--id",
                                "customer_id",
                                "--out",
                                "model")
                        .exit())
                .isZero();
    }

    @AfterAll
    static void stop() {
        commands.close();
    }

    static Stream<Arguments> cases() {
        List<Case> cases = Corpus.cases();
        return IntStream.range(0, cases.size())
                .filter(i -> !(cases.get(i).outcome() instanceof Outcome.Ignored))
                .mapToObj(i -> Arguments.of(i, cases.get(i)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("cases")
    void aFileHasItsResultOrItsLine(int number, Case one) throws IOException {
        String file =
                number + "-" + one.name().replaceAll(".*/|[^A-Za-z0-9.-]", "").replaceAll("^(.{0,100}).*", "$1");
        if (one.name().endsWith(".parquet") && !file.endsWith(".parquet")) {
            file += ".parquet";
        }
        Files.write(folder.resolve(file), one.bytes());
        Outcome outcome = WITHOUT_THE_LIMITS_OF_THE_SERVICE.getOrDefault(one.name(), one.outcome());

        Ran scored = commands.run("score", "--model", "model", "--data", file, "--out", "predictions.csv");
        Ran compared = commands.run("compare", "--reference", "reference.csv", "--current", file);

        switch (outcome) {
            case Outcome.Quarantined(Reason reason, String position) -> {
                refuses(scored, file, position);
                if (OF_THE_SCHEMA.contains(reason)) {
                    ends(compared);
                } else {
                    refuses(compared, file, position);
                }
            }
            case Outcome.Verdict(var warnings) -> {
                assertThat(scored).as("%s", scored).extracting(Ran::exit).isEqualTo(0);
                ends(compared);
            }
            case Outcome.Ignored() -> throw new AssertionError(one);
        }
    }

    private static void refuses(Ran ran, String file, String position) {
        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err())
                .startsWith("driftway: " + file + (position.isEmpty() ? ": " : ", " + position))
                .contains("; ");
    }

    private static void ends(Ran ran) {
        assertThat(ran.exit()).as("%s", ran).isIn(0, 2);
        if (ran.exit() == 2) {
            assertThat(ran.err().lines()).as("%s", ran).hasSize(1);
        }
        assertThat(ran.err()).doesNotContain("Exception", "\tat ");
    }
}
