package io.driftway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.driftway.support.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, as a person starts it. */
class DemoIT {

    private static String onGeneratedCustomers = "";

    private static String closed(String... more) {
        return closed(Map.of(), more);
    }

    /** Run once for the tests that only look at it. */
    private static synchronized String closedOnGeneratedCustomers() {
        if (onGeneratedCustomers.isEmpty()) {
            onGeneratedCustomers = closed();
        }
        return onGeneratedCustomers;
    }

    private static String closed(Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("demo", "--exit-when-done", "--interval", "0.5", "--port", String.valueOf(Program.freePort())));
        arguments.addAll(List.of(more));
        try (Program demo = Program.startWarm(environment, arguments)) {
            int code = demo.exitCode();
            assertThat(code).as(demo.output()).isZero();
            return demo.output();
        }
    }

    @Test
    void theLoopClosesOnGeneratedCustomers() {
        assertThat(closedOnGeneratedCustomers())
                .contains("Loop       closed")
                .contains("Batches    12, each with its verdict");
    }

    /** As somebody who edits the flow in Kaoto would run it: the shipped routes, with the flow of Kamelets in the place of its own. */
    @Test
    void theFlowOfKameletsComesToTheVerdictsOfTheShippedRoutes(@TempDir Path volume) throws IOException {
        Path routes = Files.createDirectories(volume.resolve("..2026_11_24"));
        Path flow = Path.of("camel-k", "flow", "flow.camel.yaml");
        Set<String> replaced = Set.of("ingest", "claim", "score", "compare", "decide", "retrain");
        YAMLMapper yaml = new YAMLMapper();
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            for (Path file : (Iterable<Path>) shipped.filter(f -> f.toString().endsWith(".camel.yaml"))::iterator) {
                ArrayNode kept = yaml.createArrayNode();
                yaml.readTree(file.toFile()).forEach(entry -> {
                    if (!replaced.contains(entry.at("/route/id").asText())) {
                        kept.add(entry);
                    }
                });
                if (!kept.isEmpty()) {
                    yaml.writeValue(routes.resolve(file.getFileName()).toFile(), kept);
                }
            }
        }
        Files.copy(flow, routes.resolve("9-flow.camel.yaml"));
        asAConfigMapIsMounted(volume, routes);

        String byKamelets = closed(Map.of("DRIFTWAY_ROUTES", volume.toString()));

        assertThat(verdicts(byKamelets)).hasSize(12).isEqualTo(verdicts(closedOnGeneratedCustomers()));
    }

    /** Each file by way of two symbolic links, with the same names in hidden folders beside. */
    private static void asAConfigMapIsMounted(Path volume, Path files) throws IOException {
        Files.createSymbolicLink(volume.resolve("..data"), files.getFileName());
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Files.createSymbolicLink(
                        volume.resolve(file.getFileName()), Path.of("..data", String.valueOf(file.getFileName())));
            }
        }
    }

    private static List<String> verdicts(String output) {
        return output.lines()
                .filter(line -> line.contains("data_drift_value") && line.contains("batch-"))
                .toList();
    }

    @Test
    void theLoopClosesOnARealFile() {
        String file = Shared.path("data", "telco-churn.csv").toString();

        assertThat(closed("--data", file)).contains("Loop       closed").contains("drift will be planted in");
    }

    @Test
    void anUnusableFileIsOneLineAndExitCodeTwo() {
        try (Program demo = Program.start(Map.of(), List.of("demo", "--data", "no-such-file.csv"))) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.output().lines())
                    .containsExactly("driftway: no-such-file.csv: no such file; name a CSV of labelled rows");
        }
    }
}
