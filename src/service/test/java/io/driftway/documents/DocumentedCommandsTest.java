package io.driftway.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No command stands on a page that nothing runs: {@link DocumentedCommandsIT} does, or the test that {@link CheckedElsewhere} names. */
class DocumentedCommandsTest {

    private static final Pattern PROPERTY = Pattern.compile("-D(driftway\\.[\\w.]+)");

    private static final Set<String> WALKED = Walkthrough.STEPS.stream()
            .map(step -> DocumentedCommand.canonical(step.command()))
            .collect(Collectors.toSet());

    static List<DocumentedCommand> commands() throws IOException {
        return DocumentedCommand.all();
    }

    private static boolean isHeld(DocumentedCommand command) {
        String line = DocumentedCommand.canonical(command.line());
        return WALKED.contains(line)
                || CheckedElsewhere.isBuild(line)
                || CheckedElsewhere.by(line).isPresent()
                || command.isName() && WALKED.stream().anyMatch(walked -> walked.startsWith(command.beginning()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsRunOrCheckedByATestThatIsThere(DocumentedCommand command) {
        assertThat(isHeld(command))
                .as("a step of Walkthrough, or a line of CheckedElsewhere, for %s", command)
                .isTrue();
        String line = DocumentedCommand.canonical(command.line());
        assertThat(CheckedElsewhere.missing(line))
                .as("what it mentions and is not there")
                .isEmpty();
        assertThat(CheckedElsewhere.by(line).stream())
                .allSatisfy(test -> assertThat(Class.forName(test)).isNotNull());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPropertyOfTheBuildIsReadBySomeTest(DocumentedCommand command) {
        assertThat(PROPERTY.matcher(command.line()).results().map(found -> found.group(1)))
                .allSatisfy(name -> assertThat(Sources.all())
                        .anyMatch(source -> Sources.read(source).contains('"' + name + '"')));
    }

    /** What is planted here stands on no page. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\n./driftway compare --reference june.csv --current july.csv --gentle\n```\n",
                "text with `./driftway frobnicate --all` in it\n",
                "| `./driftway models list --limit 3` | cell |\n",
                "   ```\n   FOO=1 ./driftway \\\n       polish\n   ```\n",
                "```sh\ncurl http://localhost:8080/\n```\n",
                "`driftway frobnicate`\n",
                "`kamel run x`\n"
            })
    void aCommandThatNothingRunsIsFound(String page) {
        List<DocumentedCommand> planted = DocumentedCommand.of(Path.of("planted.md"), page);

        assertThat(planted).isNotEmpty().noneMatch(DocumentedCommandsTest::isHeld);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mvn verify -Dit.test=NoSuchIT",
                "mvn -Pbench test-compile exec:exec -Dbench.main=io.driftway.NoSuchMain",
                "mvn -Pbench test-compile exec:exec -Dbench=NoSuchBench",
                "docker build --target nothing .",
                "kubectl apply -k k8s/overlays/nowhere"
            })
    void whatACommandMentionsIsLookedUp(String command) {
        assertThat(CheckedElsewhere.missing(command)).hasSize(1);
    }

    @Test
    void thePagesHaveCommands() throws IOException {
        assertThat(commands())
                .extracting(DocumentedCommand::where)
                .contains(Path.of("README.md"), Path.of("docs/azure.md"));
        assertThat(commands()).hasSizeGreaterThan(80);
    }

    /** What stands between angle brackets is for the reader to fill in. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockIsWhatAShellUnderstands(Path page) throws Exception {
        for (String block : DocumentedCommand.shellBlocks(Files.readString(page))) {
            Process bash =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            try (var in = bash.outputWriter()) {
                in.write(block.replaceAll("<(\\w+)>", "$1"));
            }
            String said = new String(bash.getInputStream().readAllBytes());
            assertThat(bash.waitFor()).as(said).isZero();
        }
    }

    static List<Path> pages() throws IOException {
        return commands().stream().map(DocumentedCommand::where).distinct().toList();
    }
}
