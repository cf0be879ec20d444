package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.Labelled;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.support.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole examination, against a folder store. */
class DoctorCommandTest {

    @TempDir
    private Path folder;

    private record Ran(int exit, List<String> lines, String err) {}

    private Ran doctor(String... more) {
        return doctorWith("process", more);
    }

    private Ran doctorWith(String launcher, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of(
                "doctor",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder.resolve("store"),
                "--driftway.retrain.launcher=" + launcher,
                "--server.address=127.0.0.1",
                "--server.port=" + Program.freePort()));
        words.addAll(List.of(more));
        int exit = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
        return new Ran(exit, out.toString().lines().toList(), err.toString());
    }

    private void publish() {
        Labelled labelled = Labelled.customers(600, 3);
        BundleFolder.write(
                new BundleFiles()
                        .write(
                                (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                DriftSettings.NONE),
                folder.resolve("model"));
        assertThat(Driftway.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute(
                                "publish",
                                "--model=" + folder.resolve("model"),
                                "--driftway.store.kind=folder",
                                "--driftway.store.folder=" + folder.resolve("store"),
                                "--logging.level.root=OFF"))
                .isZero();
    }

    private static List<String> subjects(List<String> lines) {
        return lines.stream().map(line -> line.split(" +")[1]).toList();
    }

    @Test
    void aServiceThatWouldRunIsALineOfEachThingAndExitCodeZero() throws IOException {
        publish();

        Ran ran = doctor();

        assertThat(ran.err()).isEmpty();
        assertThat(subjects(ran.lines()))
                .containsExactly(
                        "java",
                        "settings",
                        "store",
                        "clock",
                        "champion",
                        "inbox",
                        "ledger",
                        "trainer",
                        "telemetry",
                        "disk",
                        "port",
                        "port");
        assertThat(ran.lines()).noneMatch(line -> line.startsWith("fault"));
        assertThat(ran.exit()).isZero();
        // Nothing but the probe was written.
        try (Stream<Path> written = Files.list(folder.resolve("store"))) {
            assertThat(written.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".driftway", "champion.json", "doctor", "models", "promotions");
        }
    }

    @Test
    void whatIsMissingIsAFaultAndExitCodeOne() {
        Ran ran = doctor();

        assertThat(ran.lines()).anyMatch(line -> line.startsWith("fault    champion   there is none"));
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void aStoreThatCannotBeOpenedHidesNothingElse() throws IOException {
        Files.createFile(folder.resolve("store"));

        Ran ran = doctor();

        assertThat(ran.lines())
                .anyMatch(line -> line.startsWith("fault    store ") && line.contains("cannot open the folder"));
        assertThat(subjects(ran.lines()))
                .contains("java", "trainer", "telemetry", "port")
                .doesNotContain("champion");
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void aTemplateThatIsNoneAndAClusterThatIsNotThereAreFaults() throws IOException {
        Path template = Files.writeString(folder.resolve("job.yaml"), "kind: CronJob");
        System.setProperty("kubernetes.master", "http://127.0.0.1:" + Program.freePort());
        try {
            Ran ran = doctorWith("kubernetes", "--driftway.retrain.template=file:" + template);

            assertThat(ran.lines())
                    .anyMatch(line -> line.startsWith("fault    template   driftway.retrain.template file:"))
                    .anyMatch(line -> line.startsWith("fault    cluster    the API server gives no answer"));
        } finally {
            System.clearProperty("kubernetes.master");
        }
    }

    @Test
    void theShippedTemplateIsOne() {
        assertThat(doctorWith("kubernetes").lines())
                .anyMatch(line ->
                        line.startsWith("ok       template   classpath:k8s/cronjob.yaml, image driftway-trainer"));
    }

    @Test
    void settingsThatAreNoYamlAreOneLineAndNoStackTrace() throws IOException {
        Files.writeString(folder.resolve("application.yaml"), "driftway:\n  store: [\n");

        Ran ran = doctor("--spring.config.additional-location=file:" + folder + "/");

        assertThat(ran.lines()).singleElement().asString().startsWith("fault    settings   the configuration, line ");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void forProgramsItIsJson() throws IOException {
        JsonNode findings = new ObjectMapper()
                .readTree(String.join("\n", doctor("--format=json").lines()));

        assertThat(findings).hasSizeGreaterThan(8).allSatisfy(finding -> {
            assertThat(finding.path("state").asText()).isIn("ok", "warning", "fault");
            assertThat(finding.path("line").asText()).isNotBlank();
        });
    }
}
