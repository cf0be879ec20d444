package io.driftway.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.demo.Customers;
import io.driftway.documents.Checkout.Ran;
import io.driftway.support.Tool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours and progress are for a terminal: a real one, by util-linux's {@code script}, and none where output goes elsewhere. */
class TerminalIT {

    private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm");
    private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");
    private static final String ESCAPE = "\033";
    private static final String PROGRESS = "\r\033[Kreading reference.csv: ";
    private static final int ROWS = 100_000;

    private static final String COMPARE = "./driftway compare --reference reference.csv --current current.csv";

    @TempDir
    private static Path folder;

    private static Checkout checkout;

    @BeforeAll
    static void twoFiles() throws IOException {
        assertThat(Tool.run("script", "--version").exit()).isZero();
        checkout = Checkout.in(folder);
        write("reference.csv", ROWS);
        write("current.csv", 1_000);
    }

    private static void write(String name, int rows) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            new Customers(1).write(out, rows, 0, false);
        }
    }

    private static Ran atATerminal(Map<String, String> environment, String command) {
        return checkout.type(environment, "script -qec '" + command + "' /dev/null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./driftway --help", "./driftway compare --help"})
    void helpHasColoursOnATerminalAndOnlyThere(String command) {
        assertThat(atATerminal(TERMINAL, command).output()).containsPattern(COLOUR);
        assertThat(checkout.type(TERMINAL, command).output()).contains("Usage:").doesNotContain(ESCAPE);
        assertThat(atATerminal(TERMINAL, command + " | cat").output())
                .contains("Usage:")
                .doesNotContain(ESCAPE);
    }

    @Test
    void colourCanBeDeclined() {
        Map<String, String> declined = Map.of("TERM", "xterm", "NO_COLOR", "1");

        assertThat(atATerminal(declined, "./driftway --help").output())
                .contains("Usage:")
                .doesNotContainPattern(COLOUR);
    }

    @Test
    void longWorkSaysHowFarItIsOnATerminalAndErasesIt() {
        // A JVM that compiles nothing takes longer than a moment for these rows, on a quick machine too.
        Map<String, String> slow = new HashMap<>(TERMINAL);
        slow.put("DRIFTWAY_JAVA_OPTS", "-Xint");
        Ran compared = atATerminal(slow, COMPARE + " 2> errors.txt");

        assertThat(compared.exit()).as(compared.output()).isZero();
        assertThat(compared.output()).contains(PROGRESS).contains("data_drift_value");
        assertThat(compared.output().substring(compared.output().lastIndexOf(PROGRESS)))
                .containsPattern("\\r\\033\\[K(?!reading)");
        assertThat(folder.resolve("errors.txt")).content().doesNotContain(ESCAPE);
    }

    @Test
    void trainingSaysForHowLongItHasGoneOn() throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("labelled.csv")))) {
            new Customers(2).write(out, 6_000, 0, true);
        }
        String train = "./driftway train --data labelled.csv --target churned --id customer_id --out model";

        assertThat(atATerminal(TERMINAL, train).output()).contains("\r\033[Ktraining on labelled.csv: 0 s", "AUC");
        assertThat(checkout.type(TERMINAL, train).output()).contains("AUC").doesNotContain(ESCAPE, "\r");
    }

    @Test
    void throughAPipeThereIsTheReportAndNothingElse() {
        Ran compared = checkout.type(TERMINAL, COMPARE + " | cat");

        assertThat(compared.output()).contains("data_drift_value").doesNotContain(ESCAPE, "\r");
    }

    @Test
    void aTerminalThatCannotEraseALineGetsNone() {
        assertThat(atATerminal(Map.of("TERM", "dumb"), COMPARE).output())
                .contains("data_drift_value")
                .doesNotContain("reading reference.csv");
    }
}
