package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        programs(checkout);
        StringBuilder script = new StringBuilder("set -eu\nPATH=$PWD/bin:$PATH\n");
        for (int number = 1; number <= 9; number++) {
            script.append(step(number));
        }
        Matcher blocks =
                Pattern.compile("(?ms)^```\\n(.*?)^```").matcher(Files.readString(Path.of("docs", "runbook.md")));
        while (blocks.find()) {
            script.append(blocks.group(1).replaceAll("<(\\w+)>", "$1"));
        }

        run(script.toString(), checkout);

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

    /** Each notes what it is asked, refuses an empty word, and answers one client id. */
    private static void programs(Path checkout) throws IOException {
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
    }

    private static void run(String script, Path checkout) throws Exception {
        Process steps = new ProcessBuilder("bash", "-c", script)
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(steps.getInputStream().readAllBytes());
        assertThat(steps.waitFor()).as(said).isZero();
    }

    @Test
    void theStepsToAQueueAndToKedaGoThroughAndFillInTheOverlay(@TempDir Path checkout) throws Exception {
        copyOfTheManifests(checkout);
        programs(checkout);
        String page = Files.readString(Path.of("docs", "azure.md"));
        String more = page.substring(page.indexOf("## Batches within seconds"), page.indexOf("## Who may do what"));
        StringBuilder script = new StringBuilder("set -eu\nPATH=$PWD/bin:$PATH\n" + step(1) + step(3) + step(5));
        Matcher blocks = Pattern.compile("(?ms)^ *```\\n(.*?)^ *```").matcher(more);
        while (blocks.find()) {
            script.append(blocks.group(1));
        }

        run(script.toString(), checkout);

        assertThat(Files.readAllLines(checkout.resolve("asked")))
                .contains(
                        "az storage queue create --account-name mydriftwaydata --name driftway-events --auth-mode login",
                        "az storage queue create --account-name mydriftwaydata --name driftway-events-poison --auth-mode login",
                        "kubectl apply -k k8s/overlays/keda")
                .anyMatch(line -> line.contains("event-subscription create")
                        && line.contains("--delivery-identity-endpoint " + CLIENT
                                + "/queueServices/default/queues/driftway-events ")
                        && line.contains(
                                "--subject-begins-with /blobServices/default/containers/driftway/blobs/incoming/ "));
        Tool rendered = Tool.run(
                "kubectl", "kustomize", checkout.resolve("k8s/overlays/keda").toString());
        assertThat(rendered.exit()).as(rendered.errors()).isZero();
        assertThat(rendered.output())
                .doesNotContain("replace-me")
                .contains("identityId: " + CLIENT)
                .contains("accountName: mydriftwaydata")
                .contains("queueName: driftway-events\n")
                .contains("DRIFTWAY_QUEUE_NAME: driftway-events\n");
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

    /** LocalDNS is a process of the node: no selector of pods finds it. */
    @Test
    void namesAreFoundByTheNodesOwnResolverToo() {
        Documents aks = Rendered.folder(Path.of("k8s", "overlays", "aks"));

        assertThat(aks.of("NetworkPolicy").filter(policy -> policy.name().equals("dns")))
                .hasSize(3)
                .allSatisfy(policy -> assertThat(Document.each(policy.at("/spec/egress/0/to"))
                                .map(peer -> peer.at("/ipBlock/cidr").asText()))
                        .contains("169.254.10.10/32", "169.254.10.11/32"));
    }

    /** One CPU of each node is for the cluster's own pods. */
    @Test
    void theTrainerFitsOnANodeOfThePagesSizeAndEverythingOnItsNodes() throws IOException {
        Matcher nodes = Pattern.compile("--node-count (\\d+) --node-vm-size Standard_D(\\d+)s_v5")
                .matcher(section());
        assertThat(nodes.find()).isTrue();
        int count = Integer.parseInt(nodes.group(1));
        double free = Integer.parseInt(nodes.group(2)) - 1;
        List<PodTemplate> pods =
                Rendered.folder(Path.of("k8s", "overlays", "aks")).pods().toList();
        double onEachNode = pods.stream()
                .filter(pod -> pod.owner().is("DaemonSet"))
                .mapToDouble(OnAksTest::cpus)
                .sum();
        double all = pods.stream()
                .mapToDouble(pod -> cpus(pod)
                        * (pod.owner().is("DaemonSet")
                                ? count
                                : pod.owner().at("/spec/replicas").asInt(1)))
                .sum();

        assertThat(pods.stream().filter(pod -> pod.namespace().equals(Access.JOBS)))
                .isNotEmpty()
                .allSatisfy(trainer -> assertThat(cpus(trainer) + onEachNode).isLessThanOrEqualTo(free));
        assertThat(all).isLessThanOrEqualTo(count * free);
    }

    private static double cpus(PodTemplate pod) {
        return pod.allContainers()
                .map(container -> container.at("/resources/requests/cpu").asText())
                .mapToDouble(cpu ->
                        cpu.endsWith("m") ? Double.parseDouble(cpu.replace("m", "")) / 1000 : Double.parseDouble(cpu))
                .sum();
    }

    private static final Set<String> CHANGEABLE = Set.of(
            "replicas",
            "template",
            "updateStrategy",
            "minReadySeconds",
            "ordinals",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy");

    /** What Kubernetes refuses to change in an object that is there, by object and field. */
    private static Map<String, String> unchangeable(Documents documents) {
        Map<String, String> fields = new TreeMap<>();
        documents.of("StatefulSet").forEach(set -> set.at("/spec").properties().forEach(field -> {
            if (!CHANGEABLE.contains(field.getKey())) {
                flatten(set + " " + field.getKey(), field.getValue(), fields);
            }
        }));
        Stream.of("Deployment", "DaemonSet")
                .flatMap(documents::of)
                .forEach(pods -> flatten(pods + " selector", pods.at("/spec/selector"), fields));
        documents.of("PersistentVolumeClaim").forEach(claim -> flatten(claim + " spec", claim.at("/spec"), fields));
        documents.of("RoleBinding").forEach(binding -> flatten(binding + " roleRef", binding.at("/roleRef"), fields));
        return fields;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> fields) {
        if (value.isValueNode()) {
            fields.put(name, value.asText());
        }
        value.properties().forEach(entry -> flatten(name + " " + entry.getKey(), entry.getValue(), fields));
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                flatten(name + " " + i, value.get(i), fields);
            }
        }
    }

    @InEveryFolder
    void whatCannotBeChangedIsTheSameInEveryOverlayButForWhatThePageNames(Path folder) throws IOException {
        Map<String, String> base = unchangeable(Rendered.base());
        Map<String, String> here = unchangeable(Rendered.folder(folder));
        String page = Files.readString(Path.of("docs", "azure.md"));
        String said = page.substring(page.indexOf("## What cannot be changed by applying again"));

        assertThat(base).hasSizeGreaterThan(20);
        base.keySet().stream()
                .filter(field -> !base.get(field).equals(here.get(field)))
                .forEach(field -> assertThat(said).as(field).contains(field.substring(field.lastIndexOf(' ') + 1)));
        Set<String> objects = base.keySet().stream().map(OnAksTest::object).collect(Collectors.toSet());
        assertThat(here.keySet())
                .filteredOn(field -> objects.contains(object(field)) && !base.containsKey(field))
                .allSatisfy(field -> assertThat(field).endsWith(" storageClassName"));
        assertThat(said).contains("`storageClassName`");
    }

    private static String object(String field) {
        return field.substring(0, field.indexOf(' ', field.indexOf(' ') + 1));
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
