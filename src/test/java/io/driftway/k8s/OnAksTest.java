package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/azure.md says, as far as it can be done without Azure. */
class OnAksTest {

    private static final String CLIENT = "11111111-2222-3333-4444-555555555555";

    private static String section() throws IOException {
        String page = Files.readString(Path.of("docs", "azure.md"));
        return page.substring(page.indexOf("## From nothing to the first verdict"), page.indexOf("## Who may do what"));
    }

    private static String step(int number) throws IOException {
        return Arrays.stream(section().split("(?m)^(?=\\d+\\. )"))
                .filter(step -> step.startsWith(number + ". "))
                .map(step -> step.split("```")[1].stripIndent())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theStepsAreNumberedAndEachHasItsCommands() throws IOException {
        for (int number = 1; number <= 9; number++) {
            assertThat(step(number)).isNotBlank();
        }
    }

    /** With programs that do nothing but note what they are asked; az answers each question with one client id. */
    @Test
    void theStepsAndTheRunbookGoThroughAsTheyStand(@TempDir Path checkout) throws Exception {
        copyOfTheManifests(checkout);
        for (String program : List.of("bin/az", "bin/docker", "bin/kubectl", "driftway")) {
            Path file = checkout.resolve(program);
            Files.createDirectories(file.getParent());
            Files.writeString(file, """
                    #!/bin/sh
                    for word; do [ -n "$word" ] || exit 7; done
                    echo "$(basename $0) $*" >> %s/asked
                    echo %s
                    """.formatted(checkout, CLIENT));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        StringBuilder script = new StringBuilder("set -eu\nPATH=$PWD/bin:$PATH\n");
        for (int number = 1; number <= 9; number++) {
            script.append(step(number));
        }
        Matcher blocks =
                Pattern.compile("(?ms)^```\\n(.*?)^```").matcher(Files.readString(Path.of("docs", "runbook.md")));
        while (blocks.find()) {
            script.append(blocks.group(1).replaceAll("<(\\w+)>", "$1"));
        }

        Process steps = new ProcessBuilder("bash", "-c", script.toString())
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .start();

        String said = new String(steps.getInputStream().readAllBytes());
        assertThat(steps.waitFor()).as(said).isZero();
        assertThat(Files.readAllLines(checkout.resolve("asked")))
                .contains(
                        "az group create --name driftway --location westeurope",
                        "az storage container create --account-name mydriftwaydata --name driftway --auth-mode login",
                        "docker build --target trainer --tag mydriftway.azurecr.io/driftway-trainer:0.1.0 .",
                        "docker push mydriftway.azurecr.io/driftway-monitor:0.1.0",
                        "driftway publish --model model --data customers.csv",
                        "kubectl -n driftway get pods")
                .anyMatch(line -> line.startsWith("az role assignment create") && line.contains("--scope " + CLIENT))
                .anyMatch(line -> line.startsWith("az identity federated-credential create")
                        && line.contains("--issuer " + CLIENT));
    }

    private static void copyOfTheManifests(Path checkout) throws IOException {
        try (Stream<Path> files = Stream.of("k8s", "grafana").flatMap(OnAksTest::walk)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path there = checkout.resolve(file.toString());
                Files.createDirectories(there.getParent());
                Files.copy(file, there);
            }
        }
    }

    /** With an az that knows one client id. */
    @Test
    void theFilledInOverlayHasNothingLeftToFillIn(@TempDir Path checkout) throws Exception {
        copyOfTheManifests(checkout);
        Path az = Files.createDirectories(checkout.resolve("bin")).resolve("az");
        Files.writeString(az, "#!/bin/sh\necho " + CLIENT + "\n");
        assertThat(az.toFile().setExecutable(true)).isTrue();
        String script = "set -eu\nPATH=$PWD/bin:$PATH\n" + step(1) + step(5);
        Process filling = new ProcessBuilder("bash", "-c", script)
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(filling.waitFor())
                .as(new String(filling.getInputStream().readAllBytes()))
                .isZero();

        Tool rendered = Tool.run(
                "kubectl", "kustomize", checkout.resolve("k8s/overlays/aks").toString());

        assertThat(rendered.exit()).as(rendered.errors()).isZero();
        assertThat(rendered.output())
                .doesNotContain("replace-me")
                .contains("client-id: " + CLIENT)
                .contains("DRIFTWAY_STORE_ACCOUNT: mydriftwaydata")
                .contains("image: mydriftway.azurecr.io/driftway-monitor:0.1.0");
    }

    private static Stream<Path> walk(String folder) {
        try {
            return Files.walk(Path.of(folder)).filter(Files::isRegularFile).toList().stream();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void everyNameInTheCommandsIsOneOfTheManifests() throws IOException {
        List<String> names =
                List.of("serviceaccount:driftway:driftway-monitor", "serviceaccount:driftway-retrain:driftway-retrain");

        assertThat(names).allSatisfy(name -> assertThat(section()).contains(name));
        Documents base = Rendered.base();
        assertThat(base.of("ServiceAccount")
                        .map(account -> "serviceaccount:" + account.namespace() + ":" + account.name()))
                .containsAll(names);
        assertThat(base.of("CronJob").map(job -> job.namespace() + "/" + job.name()))
                .contains("driftway-retrain/driftway-retrain", "driftway-retrain/driftway-retrain-check");
        assertThat(base.of("Service").map(service -> service.namespace() + "/" + service.name()))
                .contains("driftway/driftway", "driftway/grafana");
    }
}
