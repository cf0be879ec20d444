package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--driftway.store.kind=foo | driftway.store.kind must be one of azure, folder, got \"foo\"",
                "--driftway.store.kind= | driftway.store.kind must be one of azure, folder, got \"\"",
                "--driftway.decision.policy= | driftway.decision.policy must be one of evidence, threshold, got \"\"",
                "--driftway.retrain.launcher=docker | driftway.retrain.launcher must be one of kubernetes, process, none, got \"docker\"",
                "--driftway.retrain.promotion=never | driftway.retrain.promotion must be one of automatic, approval, got \"never\"",
                "--management.endpoint.health.show-details=no | management.endpoint.health.show-details must be one of never, when-authorized, always, got \"no\"",
                "--driftway.ingest.max-attempts=many | driftway.ingest.max-attempts must be of type int, got \"many\"",
                "--driftway.retrain.cooldown=soon | driftway.retrain.cooldown must be of type duration, got \"soon\"",
                "--driftway.drift.breach-at=3 | driftway.drift.breach-at must be in [0, 1), got 3.0",
                "--driftway.drift.type-methods.cat=ks | driftway.drift: method ks does not apply to columns of type cat; of those that do there are chisquare, z, jensenshannon, psi, kl_div, hellinger, TVD, fisher_exact, g_test",
                "--driftway.drift.column-thresholds.fee=0 | driftway.drift: the threshold of fee must be a number above 0, got 0.0",
                "--driftway.store.knd=folder | driftway.store.knd is no setting; did you mean driftway.store.kind?",
                "--driftway.braech=1 | driftway.braech is no setting; docs/configuration.md has the names",
                "--bogus | unknown option --bogus; settings are given as --driftway.name=value"
            })
    void aNonsensicalSettingIsOneLineWithItsNameAndValue(String setting, String line) {
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("run", "--driftway.store.account=account", "--driftway.store.container=container", setting);

        assertThat(code).isEqualTo(2);
        assertThat(said(err)).containsExactly("driftway: " + line);
    }

    /** What the lines say, those that are of a JSON log too. */
    private static Stream<String> said(StringWriter err) {
        return err.toString().lines().map(line -> {
            try {
                return line.startsWith("{")
                        ? Json.MAPPER.readTree(line).get("message").asText()
                        : line;
            } catch (IOException malformed) {
                throw new AssertionError(line, malformed);
            }
        });
    }

    @Test
    void aServiceWhoseLogIsJsonSaysWhatStopsItsStartAsALineOfIt() {
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("run", "--driftway.store.account=account", "--driftway.drift.breach-at=2");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().satisfies(line -> assertThat(
                        Json.MAPPER.readTree(line).get("level").asText())
                .isEqualTo("ERROR"));
    }

    /** An edited copy of a route file of an earlier release. */
    @Test
    void aRouteThatCallsARemovedBeanStopsTheStartWithItsFileItsStepAndWhatToDo(@TempDir Path folder)
            throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("5-decide.camel.yaml"), """
                - route:
                    id: decide
                    from:
                      uri: direct:decide
                      steps:
                        - to:
                            id: tell-verdict
                            uri: bean:publish
                            parameters:
                              method: verdict
                """);
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(
                        "run",
                        "--server.port=0",
                        "--driftway.store.kind=folder",
                        "--driftway.store.folder=" + folder.resolve("store"),
                        "--driftway.retrain.launcher=process",
                        "--driftway.routes=" + routes);

        assertThat(code).isEqualTo(2);
        assertThat(said(err))
                .containsExactly(
                        "driftway: driftway.routes: 5-decide.camel.yaml, step tell-verdict: the bean publish is no"
                                + " more; delete the step, because metrics follow the calls that the shipped routes make"
                                + " (docs/routes.md), or copy the shipped file anew");
    }

    @Test
    void aNameInTheFileOfSettingsThatIsNoneIsToldToo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("more.yaml"), "driftway:\n  drift:\n    braech-at: 0.1\n");
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("run", "--spring.config.additional-location=" + file.toUri());

        assertThat(code).isEqualTo(2);
        assertThat(said(err))
                .containsExactly(
                        "driftway: driftway.drift.braech-at is no setting; did you mean driftway.drift.breach-at?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--driftway.hawtio.user= | user and driftway.hawtio.password must be set when driftway.hawtio.enabled is true",
                "--driftway.hawtio.password= | user and driftway.hawtio.password must be set when driftway.hawtio.enabled is true",
                "--driftway.hawtio.password=hunter2 | password must have at least 12 characters, or be a bcrypt hash; got 7 characters",
                "--driftway.hawtio.user=\"><script> | user must be 1 to 64 letters, digits, dots, dashes or @, got \"\"><script>\"",
                "--driftway.hawtio.callers=anybody | callers must be networks such as 127.0.0.0/8 or ::1, got \"anybody\"",
                "--driftway.hawtio.callers= | callers and driftway.hawtio.hosts must each name at least one",
                "--driftway.hawtio.policy=classpath:no-such.xml | policy must name Jolokia's policy, got \"classpath:no-such.xml\"",
                "--driftway.hawtio.policy=classpath:policy/empty.xml | policy classpath:policy/empty.xml: is no policy",
                "--driftway.hawtio.policy=classpath:policy/garbled.xml | policy classpath:policy/garbled.xml: is no policy",
                "--driftway.hawtio.policy=classpath:policy/doctype.xml | policy classpath:policy/doctype.xml: is no policy",
                "--driftway.hawtio.policy=classpath:policy/silent.xml | policy classpath:policy/silent.xml: allows the command read as a whole",
                "--driftway.hawtio.policy=classpath:policy/other.xml | policy classpath:policy/other.xml: allows the command read as a whole",
                "--driftway.hawtio.policy=classpath:policy/exec.xml | policy classpath:policy/exec.xml: allows the command exec as a whole"
            })
    void hawtioDoesNotStartWithoutAPasswordAndAPolicy(String setting, String refusal) {
        StringWriter err = new StringWriter();
        Stream<String> settings = Stream.of(
                        "--server.port=0",
                        "--driftway.store.account=account",
                        "--driftway.store.container=container",
                        "--driftway.hawtio.enabled=true",
                        "--driftway.hawtio.user=ann",
                        "--driftway.hawtio.password=twelve-or-more")
                .filter(other -> !other.startsWith(setting.split("=")[0]));

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("run", setting), settings).toArray(String[]::new));

        assertThat(code).isEqualTo(2);
        assertThat(said(err)).singleElement().asString().startsWith("driftway: driftway.hawtio." + refusal);
    }
}
