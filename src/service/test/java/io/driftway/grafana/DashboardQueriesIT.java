package io.driftway.grafana;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.support.Program;
import io.driftway.support.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Prometheus scrapes the demo while it runs, and is asked what every panel and every rule would ask it. */
class DashboardQueriesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the demo has nothing to show, and why. */
    private static final Map<Pattern, String> MAY_BE_EMPTY = Map.of(
            Pattern.compile("node_"), "no node-exporter runs here",
            Pattern.compile("driftway_(quarantined|warnings)_total"), "the demo's batches are in order",
            Pattern.compile("driftway_queue_messages_total"), "the demo has no queue",
            Pattern.compile("driftway_window"), "the demo reads no topic",
            Pattern.compile("driftway_labels_total|basis=\"realized\""), "the demo's labels come with the batches",
            Pattern.compile("driftway_retrain_(obstacles|held)"), "nothing keeps the demo's retraining from running",
            Pattern.compile("driftway_decision_(p_value|spent)|driftway_false_alarm|rule=\"threshold\""),
                    "a policy has no figures of the other one",
            Pattern.compile("^alert "), "an alert that does not fire answers nothing",
            Pattern.compile("annotation "), "an annotation marks moments",
            Pattern.compile("camel_exchanges_failed_total"),
                    "a route that never failed has no such counter on one side");

    @TempDir
    private static Path folder;

    private static Program demo;
    private static Process prometheus;
    private static String address;

    static Stream<Dashboards.Query> queries() {
        return Dashboards.queries().stream();
    }

    @BeforeAll
    static void aDemoThatIsScraped() throws Exception {
        Tool.run("prometheus", "--version");
        int service = Program.freePort();
        int server = Program.freePort();
        address = "http://127.0.0.1:" + server;
        demo = Program.startWarm(
                Map.of(), List.of("demo", "--batches", "10", "--interval", "1", "--port", Integer.toString(service)));
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: driftway
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(service + 1));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + server,
                        "--enable-feature=exemplar-storage")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> demo.output().contains("Still serving") || !demo.isAlive());
        assertThat(demo.output()).contains("Loop       closed");
        await().atMost(PATIENCE)
                .until(() -> ask("/api/v1/query?query=" + encoded("driftway_model_info{sequence=\"2\"}"))
                                .at("/data/result")
                                .size()
                        == 1);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static JsonNode ask(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JSON.readTree(client.send(
                            HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString())
                    .body());
        } catch (java.net.ConnectException notYet) {
            return JSON.createObjectNode();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryIsAnsweredWithoutErrorAndNotEmptyWhereTheDemoHasData(Dashboards.Query query) throws Exception {
        long now = Instant.now().getEpochSecond();
        JsonNode answer = ask("/api/v1/query_range?query=" + encoded(query.asked()) + "&start=" + (now - 120) + "&end="
                + now + "&step=1");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("success");
        boolean mayBeEmpty = MAY_BE_EMPTY.keySet().stream()
                .anyMatch(pattern -> pattern.matcher(query.toString()).find());
        if (!mayBeEmpty) {
            assertThat(answer.at("/data/result")).as("%s", query).isNotEmpty();
        }
    }

    @Test
    void noScrapeFailed() throws Exception {
        JsonNode answer = ask("/api/v1/query?query=" + encoded("min_over_time(up[20s])"));

        assertThat(answer.at("/data/result/0/value/1").asText())
                .as("%s", ask("/api/v1/targets"))
                .isEqualTo("1");
    }

    @Test
    void theDriftThatWasPlantedFiredItsAlert() throws Exception {
        String drift = Dashboards.queries().stream()
                .filter(query -> query.asker().equals("alert DriftwayDrift"))
                .map(Dashboards.Query::asked)
                .findFirst()
                .orElseThrow();
        long now = Instant.now().getEpochSecond();

        assertThat(ask("/api/v1/query_range?query=" + encoded(drift) + "&start=" + (now - 120) + "&end=" + now
                                + "&step=1")
                        .at("/data/result"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("withExemplars")
    void aPointLeadsToItsTrace(String metric) throws Exception {
        long now = Instant.now().getEpochSecond();
        JsonNode series = ask("/api/v1/query_exemplars?query=" + metric + "&start=" + (now - 300) + "&end=" + now)
                .path("data");

        assertThat(series).isNotEmpty();
        assertThat(series.get(0).at("/exemplars/0/labels/trace_id").asText()).matches("[0-9a-f]{32}");
    }

    static Stream<String> withExemplars() {
        return Stream.of("driftway_stage_duration_seconds_bucket", "driftway_batches_total");
    }
}
