package io.driftway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.cli.CommandHost;
import io.driftway.cli.HostedCommands.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** References and training data that are none: one line with the remedy, or figures that are none and say why; never a NaN. */
class ReferencesTest {

    private static final Table GOOD = Table.customers(300, 4);

    @TempDir
    private static Path folder;

    private static CommandHost commands;

    @BeforeAll
    static void aCurrent() throws IOException {
        commands = CommandHost.in(folder);
        Files.write(folder.resolve("current.csv"), Table.customers(300, 5).csv());
    }

    @AfterAll
    static void stop() {
        commands.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("empty.csv", new byte[0], "the file is empty"),
                Arguments.of("blank.csv", utf8(" \n\n"), "the file is empty"),
                Arguments.of("header.csv", utf8(GOOD.headerLine()), "nothing below it"),
                Arguments.of("other.csv", utf8("a,b\n1,2\n"), "there is no column"),
                Arguments.of("fewer.csv", GOOD.without("age").csv(), "there is no column age"),
                Arguments.of(
                        "latin.csv",
                        GOOD.cell(1, "region", "Z\u00fcrich").text().getBytes(StandardCharsets.ISO_8859_1),
                        "not UTF-8"),
                Arguments.of("zip.csv", new byte[] {'P', 'K', 3, 4, 0, 0}, "zip archive"),
                Arguments.of("cut.parquet", utf8("PAR1PAR1"), "there is no footer"),
                Arguments.of("words.csv", GOOD.cell(7, "age", "forty").csv(), "is not a number"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void aReferenceThatCannotBeReadIsOneLine(String file, byte[] bytes, String fault) throws IOException {
        Files.write(folder.resolve(file), bytes);

        Ran ran = commands.run("compare", "--reference", file, "--current", "current.csv");

        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().contains(file, fault, "; ");
        assertThat(ran.out()).isEmpty();
    }

    static Stream<Arguments> poor() {
        return Stream.of(
                Arguments.of("one-row.csv", GOOD.first(1).csv(), "\"drifted_columns_count\""),
                Arguments.of(
                        "all-null-column.csv",
                        GOOD.column("age", i -> "").csv(),
                        "the reference has no values in this column"),
                Arguments.of(
                        "nan-column.csv",
                        GOOD.column("age", i -> "NaN").csv(),
                        "the reference has no values in this column"),
                Arguments.of(
                        "infinite-column.csv",
                        GOOD.column("age", i -> "inf").csv(),
                        "the reference has no values in this column"),
                Arguments.of(
                        "constant-column.csv", GOOD.column("age", i -> "40").csv(), "\"drifted_columns_count\""),
                Arguments.of(
                        "vast-column.csv",
                        GOOD.column("age", i -> i % 2 == 0 ? "1.7e308" : "-1.7e308")
                                .csv(),
                        "further apart than a double can hold"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poor")
    void aPoorReferenceHasAReasonWhereItHasNoFigure(String file, byte[] bytes, String said) throws IOException {
        Files.write(folder.resolve(file), bytes);

        Ran ran = commands.run("compare", "--reference", file, "--current", "current.csv", "--format", "json");

        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out()).contains(said).doesNotContain("NaN", "Infinity");
    }

    static Stream<Arguments> untrainable() {
        return Stream.of(
                Arguments.of("t-empty.csv", new byte[0]),
                Arguments.of("t-header.csv", utf8(GOOD.headerLine())),
                Arguments.of("t-no-target.csv", GOOD.without("churned").csv()),
                Arguments.of(
                        "t-one-class.csv", GOOD.column("churned", i -> "No").csv()),
                Arguments.of("t-no-labels.csv", GOOD.column("churned", i -> "").csv()),
                Arguments.of("t-one-row.csv", GOOD.first(1).csv()),
                Arguments.of(
                        "t-nothing-but-target.csv",
                        GOOD.inOrder(List.of("customer_id", "churned")).csv()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untrainable")
    void aFileThatNoModelCanBeTrainedOnIsOneLineAndLeavesNoModel(String file, byte[] bytes) throws IOException {
        Files.write(folder.resolve(file), bytes);

        Ran ran = commands.run(
                "train",
                "--data",
                file,
                "--target",
                "churned",
                "--positive",
                "Yes",
                "--id",
                "customer_id",
                "--out",
                file + "-model");

        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("driftway: ")
                .contains(file, "; ");
        assertThat(folder.resolve(file + "-model")).doesNotExist();
    }
}
