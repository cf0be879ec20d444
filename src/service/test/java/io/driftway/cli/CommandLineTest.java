package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.driftway.app.Version;
import io.driftway.cli.HostedCommands.Ran;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The command line as people expect it. */
class CommandLineTest {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static Stream<List<String>> commands() {
        return below(Driftway.commandLine());
    }

    private static Stream<List<String>> below(CommandLine command) {
        List<String> words = List.of(command.getCommandSpec().qualifiedName().split(" "));
        return Stream.concat(
                Stream.of(words.subList(1, words.size())),
                command.getSubcommands().values().stream().flatMap(CommandLineTest::below));
    }

    private static Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ran(code, out.toString(), err.toString());
    }

    private static String[] words(String line) {
        return WORD.matcher(line.replaceAll(" > .*", ""))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasExamplesThatCanBeTypedAndTheExitCodes(List<String> command) {
        Ran help = run(Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new));

        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("Exit codes:", "bad input or bad usage").doesNotContain("\033");
        List<String> examples = help.out()
                .lines()
                .dropWhile(line -> !line.equals("Examples:"))
                .filter(line -> line.startsWith("  ./driftway "))
                .map(line -> line.substring("  ./driftway ".length()))
                .toList();
        assertThat(examples).isNotEmpty();
        assertThat(examples).allSatisfy(example -> {
            assertThat(example).startsWith(String.join(" ", command));
            assertThatCode(() -> Driftway.commandLine().parseArgs(words(example)))
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(run("--version").out().strip()).isEqualTo("driftway " + Version.OF_THIS_PROGRAM);
    }

    @Test
    void anUnknownCommandOrOptionIsOneLineWithTheNearest() {
        for (String[] typed : new String[][] {
            {"comparee", "compare"},
            {"compare --referense june.csv", "--reference"},
            {"models lst", "list"}
        }) {
            Ran ran = run(words(typed[0]));

            assertThat(ran.exit()).as(typed[0]).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines()).singleElement().asString().contains(typed[1]);
        }
    }

    /** Commands that take settings let a word pass at first: it may be a setting. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --halp | --help",
                "run --driftway.store.knd=folder | driftway.store.kind",
                "doctor --fromat json | --format",
                "publish --modle model --data customers.csv | --model",
                "publish --model model --driftway.store.flder=store | driftway.store.folder",
                "models list --limt 5 | --limit",
                "models list --driftway.stroe.kind=folder | driftway.store.kind",
                "models show 4f1c --hlep | --help",
                "models rollback --wy campaign | --why",
                "models rollback --why campaign --t 4f1c | --to",
                "models promote 4f1c --wyh campaign | --why",
                "retrain --if-aksed | --if-asked",
                "retrain --epsiode=4f1c | --episode",
                "retrain --driftway.retrain.cooldwn=1h | driftway.retrain.cooldown"
            })
    void anOptionThatACommandWithSettingsDoesNotHaveIsOneLineWithTheNearest(String typed, String nearest) {
        Ran ran = run(words(typed));

        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        // A service whose log is JSON says it as a line of its log.
        assertThat(ran.err().lines()).singleElement().asString().contains("; did you mean " + nearest + "?");
    }

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), run("completion").out());

        assertThat(completed(script, "mod")).containsExactly("models");
        assertThat(completed(script, "compare", "--fail")).containsExactly("--fail-on-drift");
        assertThat(completed(script, "models", "ro")).containsExactly("rollback");
    }

    /** {@code compopt} is bash's own, and only there while a person presses tab. */
    private static List<String> completed(Path script, String... typed) throws IOException, InterruptedException {
        String ask =
                "compopt() { :; }; source '%s'; COMP_WORDS=(./driftway %s); COMP_CWORD=%d; _complete_driftway; printf '%%s\\n' \"${COMPREPLY[@]}\""
                        .formatted(script, String.join(" ", typed), typed.length);
        Process bash =
                new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
        String answer = new String(bash.getInputStream().readAllBytes(), UTF_8);
        bash.waitFor();
        return answer.lines().map(String::strip).toList();
    }
}
