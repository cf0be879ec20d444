package io.driftway;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.Keys;
import io.driftway.demo.DemoData;
import io.driftway.demo.FileData;
import io.driftway.demo.GeneratedData;
import io.driftway.format.json.Json;
import io.driftway.support.Azurite;
import io.driftway.support.Program;
import io.driftway.support.Promtool;
import io.driftway.support.TraceReceiver;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar against a real Azurite; the Kubernetes API is fabric8's mock server. */
class ServiceIT {

    /** A cell that may be seen nowhere but beside the data. */
    private static final String CANARY = "canary-5f1c";

    /** By the step that docs/routes.md adds. */
    private static final String SAID = "a batch was judged";

    private static final int ROWS = 1_500;
    private static final long SEED = 11;

    private static final Map<String, byte[]> PUBLISHED = new HashMap<>();

    @TempDir
    private static Path folder;

    private final int port = Program.freePort();
    private final Map<String, String> environment = new HashMap<>();

    private BlobContainerClient container;
    private KubernetesMockServer kubernetes;
    private TraceReceiver traces;
    private DemoData data;

    @BeforeEach
    void aStoreWithAChampionAndACluster() throws IOException {
        Azurite azurite = Azurite.shared();
        container = azurite.client().getBlobContainerClient("it-" + UUID.randomUUID());
        container.create();
        kubernetes = new KubernetesMockServer(
                new Context(),
                new MockWebServer(),
                new HashMap<>(),
                new KubernetesMixedDispatcher(new HashMap<>()),
                false);
        kubernetes.init(InetAddress.getLoopbackAddress(), 0);
        traces = new TraceReceiver();
        environment.putAll(Map.of(
                "DRIFTWAY_STORE_KIND", "azure",
                "DRIFTWAY_STORE_ACCOUNT", container.getAccountName(),
                "DRIFTWAY_STORE_CONTAINER", container.getBlobContainerName(),
                "DRIFTWAY_STORE_CONNECTION_STRING", azurite.connectionString(),
                "DRIFTWAY_INGEST_CRON", "0/1 * * * * ?",
                "DRIFTWAY_RETRAIN_CRON", "0/1 * * * * ?",
                "DRIFTWAY_PROMOTE_CRON", "0/1 * * * * ?",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces.endpoint(),
                "KUBERNETES_MASTER", kubernetes.url("/"),
                "SERVER_PORT", String.valueOf(port)));
        environment.put("DRIFTWAY_LABELS_CRON", "0/1 * * * * ?");
        environment.put("DRIFTWAY_INGEST_SETTLE", "0s");
        data = Shared.has("data", "telco-churn.csv")
                ? new FileData(Shared.path("data", "telco-churn.csv"), ROWS, SEED)
                : new GeneratedData(ROWS, SEED);
        publishAChampion();
    }

    /** By the commands for the first test; the others begin with a copy of what they wrote. */
    private void publishAChampion() throws IOException {
        if (PUBLISHED.isEmpty()) {
            Path training = Files.write(folder.resolve("training.csv"), data.training());
            String model = folder.resolve("model").toString();
            DemoData.Meaning meaning = data.meaning();
            assertThat(exitCode(
                            "train",
                            "--data",
                            training.toString(),
                            "--target",
                            meaning.target(),
                            "--positive",
                            meaning.positive(),
                            "--id",
                            meaning.id(),
                            "--out",
                            model))
                    .isZero();
            assertThat(exitCode("publish", "--model", model, "--data", training.toString()))
                    .isZero();
            container
                    .listBlobs()
                    .forEach(blob -> PUBLISHED.put(
                            blob.getName(),
                            container
                                    .getBlobClient(blob.getName())
                                    .downloadContent()
                                    .toBytes()));
        } else {
            PUBLISHED.forEach(this::upload);
        }
    }

    private int exitCode(String... arguments) {
        try (Program program = Program.startWarm(environment, List.of(arguments))) {
            int code = program.exitCode();
            if (code != 0) {
                System.out.println(program.output());
            }
            return code;
        }
    }

    @AfterEach
    void end() {
        if (kubernetes == null) {
            // Skipped, for want of Azurite.
            return;
        }
        kubernetes.destroy();
        traces.close();
        container.delete();
    }

    @Test
    void twentyBlobsHaveTwentyVerdictsAndOneJobThoughTheServiceIsKilledInTheMiddle() {
        upload("labelled/new.csv", data.batch(21, true, true));
        for (int i = 1; i <= 20; i++) {
            upload("incoming/batch-%02d.csv".formatted(i), data.batch(i, i > 12, false));
        }
        try (Program first = service()) {
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() >= 6);
            first.kill();
        }
        Map<String, String> beforeTheKill = etags("verdicts/");

        try (Program second = service()) {
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 20);
            await().atMost(PATIENCE).until(() -> !jobs().isEmpty());
            await("one more tick of every route")
                    .atMost(PATIENCE)
                    .until(() -> metric("camel_exchanges_total{", "routeId=\"retrain\"") > 3);

            assertThat(second.isAlive()).isTrue();
            assertThat(etags("verdicts/")).containsAllEntriesOf(beforeTheKill).hasSize(20);
            assertThat(verdicts().map(v -> v.at("/source/name").asText()).distinct())
                    .hasSize(20);
            // The first of the eight that drifted is confirmed by the second.
            assertThat(verdicts().filter(v -> v.get("retrain").asBoolean())).hasSize(7);
            assertThat(verdicts().map(v -> v.get("position").asInt()).sorted())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
            assertThat(jobs()).hasSize(1);
            assertThat(names("episodes/")).hasSize(1);
            assertThat(names("quarantine/")).isEmpty();
            assertThat(verdicts()
                            .allMatch(v -> exists(v.get("predictions").asText())
                                    && exists(v.get("report").asText())))
                    .isTrue();
            assertThat(metric("data_drift_value", "")).isGreaterThan(0.05);
            assertThat(Promtool.faults(get("/metrics")))
                    .noneMatch(fault -> fault.contains("parsing"))
                    .filteredOn(fault -> fault.startsWith("driftway_"))
                    .allMatch(fault -> fault.endsWith("no help text"));
        }
    }

    @Test
    void theJobsEntryPointPromotesAndTheServiceSwapsModelAndReferenceTogether() {
        upload("labelled/batch.csv", data.batch(1, true, true));
        upload("incoming/a.csv", data.batch(3, true, false));
        upload("incoming/before.csv", data.batch(1, true, false));
        environment.put("DRIFTWAY_RETRAIN_REFERENCE_ROWS", String.valueOf(data.batchRows() / 2));
        // The drift that is planted may cost the champion little.
        environment.put("DRIFTWAY_RETRAIN_AUC_GAIN", "-0.02");
        try (Program service = service()) {
            await().atMost(PATIENCE).until(() -> !jobs().isEmpty());
            String episode = records("episodes/")
                    .findFirst()
                    .orElseThrow()
                    .get("episode_id")
                    .asText();
            String inJob =
                    jobs().getFirst().getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                            .filter(variable -> variable.getName().equals("DRIFTWAY_EPISODE"))
                            .findFirst()
                            .orElseThrow()
                            .getValue();
            assertThat(inJob).isEqualTo(episode);

            assertThat(exitCode("retrain", "--episode", episode)).isZero();
            assertThat(exitCode("retrain", "--episode", episode)).as("a repeat").isZero();
            await().atMost(PATIENCE).until(() -> metric("driftway_model_info{", "sequence=\"2\"") == 1);
            upload("incoming/since.csv", data.batch(2, true, false));
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 3);

            Map<String, JsonNode> byName = new HashMap<>();
            verdicts().forEach(v -> byName.put(v.at("/source/name").asText(), v));
            JsonNode before = byName.get("incoming/before.csv");
            JsonNode since = byName.get("incoming/since.csv");
            assertThat(since.at("/champion/model")).isNotEqualTo(before.at("/champion/model"));
            assertThat(since.at("/champion/reference")).isNotEqualTo(before.at("/champion/reference"));
            assertThat(since.at("/dataset/data_drift_value").asDouble())
                    .isLessThan(before.at("/dataset/data_drift_value").asDouble());
            assertThat(service.isAlive()).isTrue();
            theTraceGoesFromTheBlobToThePromotedModel(before, since);
        }
    }

    private void theTraceGoesFromTheBlobToThePromotedModel(JsonNode before, JsonNode since) {
        String trace = before.get("traceparent").asText().split("-")[1];
        Supplier<List<TraceReceiver.Received>> spans = () -> traces.spans().stream()
                .filter(span -> span.traceId().equals(trace))
                .toList();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(spans.get())
                .extracting(TraceReceiver.Received::name)
                .contains(
                        "batch", "commit", "episode", "retrain", "training", "evaluation", "promotion", "model-load"));
        assertThat(named(spans.get(), "batch").attributes()).containsEntry("driftway.blob", "incoming/before.csv");
        assertThat(named(spans.get(), "batch").resource())
                .containsEntry("service.namespace", "driftway")
                .containsKeys("service.version", "service.instance.id");
        assertThat(spans.get())
                .filteredOn(span -> span.kind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .extracting(span -> span.attributes().get("peer.service"))
                .contains("azure-blob-storage", "kubernetes");
        assertThat(spans.get())
                .extracting(span -> span.attributes().get("url.scheme"))
                .containsOnlyNulls();
        assertThat(named(spans.get(), "compare").events())
                .hasSize(before.at("/dataset/drifted_columns_count").asInt())
                .allSatisfy(event -> assertThat(event.attributes())
                        .containsKeys(
                                "driftway.feature", "driftway.method", "driftway.drift_score", "driftway.threshold"));
        assertThat(List.of(named(spans.get(), "promotion"), named(spans.get(), "model-load")))
                .allSatisfy(span -> assertThat(span.attributes())
                        .containsEntry(
                                "driftway.model", since.at("/champion/model").asText()));
    }

    private static TraceReceiver.Received named(List<TraceReceiver.Received> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void badBlobsAreQuarantinedWithReasonAndPositionAndTheOthersGoOn() throws IOException {
        Path log = folder.resolve("driftway.log");
        environment.put("LOGGING_FILE_NAME", log.toString());
        environment.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:" + Program.freePort() + "/v1/traces");
        byte[] good = data.batch(1, false, false);
        List<String> lines = new String(good, UTF_8).lines().toList();
        upload("incoming/a-empty.csv", new byte[0]);
        upload("incoming/b-header-only.csv", (lines.getFirst() + "\n").getBytes(UTF_8));
        upload("incoming/c-ragged.csv", (lines.getFirst() + "\n" + lines.get(1) + ",extra\n").getBytes(UTF_8));
        upload("incoming/d-no-such-column.csv", "a,b\n1,2\n".getBytes(UTF_8));
        upload("incoming/e.parquet", "PAR1".getBytes(UTF_8));
        String secrets = lines.get(1).replaceAll("[^,]+", CANARY);
        upload("incoming/e-bad-number.csv", (lines.getFirst() + "\n" + secrets + "\n").getBytes(UTF_8));
        upload("incoming/f-good.csv", good);
        try (Program service = service()) {
            await().atMost(PATIENCE)
                    .until(() -> names("verdicts/").size() == 1
                            && names("quarantine/").size() == 6);

            Map<String, String> reasons = new TreeMap<>();
            records("quarantine/")
                    .forEach(q -> reasons.put(
                            q.at("/source/name").asText(),
                            q.get("reason").asText() + " at "
                                    + q.get("position").asText()));
            assertThat(reasons)
                    .containsEntry("incoming/a-empty.csv", "empty at ")
                    .containsEntry("incoming/b-header-only.csv", "no_rows at ")
                    .containsEntry("incoming/c-ragged.csv", "ragged_row at line 2")
                    .containsEntry("incoming/e.parquet", "corrupt at ")
                    .containsKey("incoming/d-no-such-column.csv");
            assertThat(reasons.get("incoming/d-no-such-column.csv")).startsWith("schema_missing at ");
            assertThat(names("incoming/")).hasSize(7);
            assertThat(metric("driftway_quarantined_total{", "reason=\"ragged_row\""))
                    .isEqualTo(1);
            assertThat(service.output()).doesNotContain("\tat ").doesNotContain(CANARY);
            assertThat(log).content().doesNotContain(CANARY);
            assertThat(Files.readAllLines(log))
                    .allSatisfy(line -> assertThat(
                                    Json.MAPPER.readTree(line).get("message").asText())
                            .isNotBlank())
                    .filteredOn(line -> line.contains("a batch is quarantined"))
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(Json.MAPPER.readTree(line).fieldNames())
                            .toIterable()
                            .contains("trace_id", "span_id", "batch", "reason", "position", "remedy"));
            await().atMost(PATIENCE).until(() -> metric("driftway_spans_total{", "result=\"dropped\"") > 0);
        }
    }

    /** Predictions are the customers' data too: whoever may read the store may read those. Nothing else repeats a row. */
    @Test
    void noSecretAndNoCellIsInAnythingThatGoesOut() throws IOException {
        Path log = folder.resolve("canary.log");
        String password = CANARY + "-of-hawtio";
        environment.putAll(Map.of(
                "LOGGING_FILE_NAME",
                log.toString(),
                // One batch is to ask for a retraining.
                "DRIFTWAY_DECISION_POLICY",
                "threshold",
                "AZURE_CLIENT_SECRET",
                CANARY + "-of-azure",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=" + CANARY + "-of-telemetry",
                "DRIFTWAY_HAWTIO_ENABLED",
                "true",
                "DRIFTWAY_HAWTIO_USER",
                "ann",
                "DRIFTWAY_HAWTIO_PASSWORD",
                password));
        List<String> lines =
                new String(data.batch(1, true, false), UTF_8).lines().toList();
        List<String> rows = IntStream.range(1, lines.size())
                .mapToObj(row -> CANARY + "-" + row
                        + lines.get(row).substring(lines.get(row).indexOf(',')) + "," + CANARY + "@example.org")
                .toList();
        String header = lines.getFirst() + ",e_mail";
        upload("labelled/new.csv", data.batch(2, true, true));
        upload("incoming/a.csv", (header + "\n" + String.join("\n", rows)).getBytes(UTF_8));
        upload("incoming/b.csv", (header + "\n" + rows.getFirst().replaceAll("[^,]+", CANARY)).getBytes(UTF_8));
        upload("incoming/c.csv", (header + "\n" + rows.getFirst() + "," + CANARY).getBytes(UTF_8));
        try (Program service = service()) {
            await().atMost(PATIENCE)
                    .until(() -> names("verdicts/").size() == 1
                            && names("quarantine/").size() == 2
                            && !jobs().isEmpty()
                            && traces.spans().stream()
                                    .anyMatch(span -> span.name().equals("commit")));

            Map<String, String> shown = new TreeMap<>(Map.of(
                    "stdout", service.output(),
                    "log file", Files.readString(log),
                    "spans", traces.spans().toString(),
                    "metrics", get("/metrics"),
                    "status page", get("/"),
                    "Jobs", jobs().toString(),
                    "MBeans", mbeans(password)));
            for (String prefix : List.of("verdicts/", "quarantine/", "reports/", "ledger/", "ended/", "episodes/")) {
                shown.put(prefix, records(prefix).toList().toString());
            }
            names("verdicts/").forEach(key -> shown.put("report", get("/reports/" + Keys.id("verdicts/", key))));
            String key = environment.get("DRIFTWAY_STORE_CONNECTION_STRING").replaceAll(".*AccountKey=([^;]+).*", "$1");
            assertThat(shown).hasSize(14).allSatisfy((where, text) -> {
                assertThat(text).as(where).hasSizeGreaterThan(100);
                assertThat(text.contains(CANARY) || text.contains(key))
                        .as(where)
                        .isFalse();
            });
            assertThat(shown.get("MBeans")).contains("azure-storage-blob:");
        }
    }

    private String mbeans(String password) throws IOException {
        String names = jolokia(password, "{\"type\":\"search\",\"mbean\":\"*:*\"}");
        StringBuilder read = new StringBuilder(names);
        for (JsonNode name : Json.MAPPER.readTree(names).path("value")) {
            read.append(jolokia(
                    password,
                    Json.MAPPER
                            .createObjectNode()
                            .put("type", "read")
                            .put("mbean", name.asText())
                            .toString()));
        }
        return read.toString();
    }

    private String jolokia(String password, String request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hawtio/jolokia"))
                                    .header(
                                            "Authorization",
                                            "Basic "
                                                    + Base64.getEncoder()
                                                            .encodeToString(("ann:" + password).getBytes(UTF_8)))
                                    .header("Content-Type", "application/json")
                                    .header("Origin", "http://127.0.0.1:" + port)
                                    .POST(BodyPublishers.ofString(request))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void aBatchIsOneTraceWhoseIdIsInItsVerdictAndInTheLog() {
        upload("incoming/batch.csv", data.batch(1, false, false));
        try (Program service = service()) {
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 1);
            String trace = verdicts()
                    .findFirst()
                    .orElseThrow()
                    .get("traceparent")
                    .asText()
                    .split("-")[1];

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(traces.spans().stream()
                            .filter(span -> span.traceId().equals(trace))
                            .map(TraceReceiver.Received::name))
                    .contains("batch", "poll", "fetch", "decode", "score", "compare", "decide", "commit"));
            String key = environment.get("DRIFTWAY_STORE_CONNECTION_STRING").replaceAll(".*AccountKey=([^;]+).*", "$1");
            assertThat(key).hasSizeGreaterThan(20);
            assertThat(List.of(
                            service.output(),
                            traces.spans().toString(),
                            get("/metrics"),
                            get("/"),
                            verdicts().toList().toString(),
                            jobs().toString()))
                    .as("the account's key")
                    .noneMatch(text -> text.contains(key));
            assertThat(service.output().lines().filter(line -> line.contains("a batch has its verdict")))
                    .singleElement()
                    .satisfies(line -> assertThat(
                                    Json.MAPPER.readTree(line).get("trace_id").asText())
                            .isEqualTo(trace));
        }
    }

    @Test
    void onlyTheContractedPathsAnswerAndTheGaugesOutliveARestart() throws Exception {
        List<String> gauges;
        upload("incoming/batch.csv", data.batch(1, false, false));
        try (Program service = service()) {
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 1);
            String batch = verdicts().findFirst().orElseThrow().get("batch_id").asText();

            for (String path :
                    List.of("/", "/metrics", "/health", "/health/liveness", "/health/readiness", "/reports/" + batch)) {
                assertThat(status(path)).as(path).isEqualTo(200);
            }
            assertThat(get("/reports/" + batch))
                    .contains("incoming/batch.csv")
                    .contains("wasserstein")
                    .containsPattern("<li>auc 0\\.\\d{3} \\(0\\.\\d{3} to ")
                    .contains("Importance");
            await().atMost(PATIENCE).until(() -> get("/metrics")
                    .contains("driftway_model_performance{basis=\"estimated\",metric=\"auc\"} 0."));
            for (String path : List.of(
                    "/actuator",
                    "/env",
                    "/beans",
                    "/heapdump",
                    "/jolokia",
                    "/hawtio",
                    "/error",
                    "/prometheus",
                    "/loggers",
                    "/reports/x",
                    "/threaddump",
                    "/configprops",
                    "/mappings",
                    "/shutdown",
                    "/camel",
                    "/observe/health")) {
                assertThat(status(path)).as(path).isEqualTo(404);
            }
            for (String path : List.of(
                    "/metrics/..;/env",
                    "/metrics/..;/heapdump",
                    "/health;x=/../env",
                    "/%2e%2e/env",
                    "/metrics/%2e%2e/env",
                    "/metrics/%252e%252e/env",
                    "//env",
                    "/./env",
                    "/health/..%2fenv",
                    "/reports/..%2f..%2fchampion.json",
                    "/reports/" + batch + "%00",
                    "/ENV")) {
                assertThat(status(path)).as(path).isIn(400, 404);
            }
            assertThat(service.isAlive()).isTrue();
            gauges = gauges();
        }
        try (Program again = service()) {
            assertThat(again.isAlive()).isTrue();
            assertThat(gauges())
                    .as("at readiness, after a restart")
                    .isEqualTo(gauges)
                    .hasSizeGreaterThan(50);
        }
    }

    /** What is shown of the newest batch. */
    private List<String> gauges() {
        List<String> names = List.of(
                "data_drift_value",
                "drifted_columns_count",
                "missing_value_count",
                "driftway_feature_",
                "driftway_prediction_drift",
                "driftway_last_verdict",
                "driftway_model_performance{basis=\"estimated\"");
        return get("/metrics")
                .lines()
                .filter(line -> names.stream().anyMatch(line::startsWith))
                .toList();
    }

    @Test
    void labelsThatComeLaterSayHowTheChampionReallyDoes() throws Exception {
        upload("incoming/batch.csv", data.batch(1, false, false));
        try (Program service = service()) {
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 1);
            upload("labels/late.csv", data.batch(1, false, true));
            upload(
                    "labels/broken.csv",
                    (data.meaning().id() + "," + data.meaning().target() + "\nC1,perhaps\n").getBytes(UTF_8));

            await().atMost(PATIENCE).until(() -> get("/metrics")
                    .contains("driftway_model_performance{basis=\"realized\",metric=\"coverage\"} 1.0"));
            assertThat(get("/metrics"))
                    .containsPattern("driftway_model_performance\\{basis=\"realized\",metric=\"auc\"} 0\\.[789]");
            assertThat(names("performance/")).hasSize(1);
            await().atMost(PATIENCE).until(() -> names("quarantine/").size() == 1);
            assertThat(service.isAlive()).isTrue();
        }
    }

    @Test
    void anEditedRouteTakesEffectAndAnInvalidEditLeavesTheOldOnesWorking() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes-" + UUID.randomUUID()));
        try (var files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName()), asAnEarlierReleaseShippedIt(Files.readString(file)));
            }
        }
        environment.put("DRIFTWAY_ROUTES", routes.toString());
        Path decide = routes.resolve("5-decide.camel.yaml");
        String before = Files.readString(decide);
        try (Program service = service()) {
            upload("incoming/one.csv", data.batch(1, false, false));
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 1);

            Files.writeString(decide, before + stepOfTheWalkThrough());
            await().atMost(PATIENCE).until(() -> service.output().contains("routes reloaded"));
            upload("incoming/two.csv", data.batch(2, false, false));
            await().atMost(PATIENCE).until(() -> service.output().contains(SAID));

            Files.writeString(decide, before.replace("bean:decide", "bean:noSuchBean"));
            await().atMost(PATIENCE).until(() -> service.output().contains("route file refused"));
            Files.writeString(decide, before.replace("steps:", "stepz:"));
            await().atMost(PATIENCE).until(() -> service.output().split("route file refused").length == 3);
            upload("incoming/three.csv", data.batch(3, false, false));
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 3);
            // The step of the edit runs after the verdict is there.
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(service.output().split(SAID)).hasSize(3));

            Files.writeString(decide, before);
            await().atMost(PATIENCE).until(() -> service.output().split("routes reloaded").length == 3);
            upload("incoming/four.csv", data.batch(4, false, false));
            await().atMost(PATIENCE).until(() -> names("verdicts/").size() == 4);
            assertThat(service.output().split(SAID)).hasSize(3);
        }
    }

    /** Edited copies of these files are still in use. */
    private static String asAnEarlierReleaseShippedIt(String routes) {
        return routes.replaceAll("bean:pipeline\\s+parameters:\\s+method: (score|compare)", "bean:$1")
                .replace("bean:superseded", "bean:vanished");
    }

    /** Exactly what docs/routes.md says to append. */
    private static String stepOfTheWalkThrough() throws IOException {
        String page = Files.readString(Path.of("docs", "routes.md"));
        String block = page.substring(page.indexOf("```yaml\n") + "```yaml\n".length());
        return block.substring(0, block.indexOf("```"));
    }

    private Program service() {
        Program program = Program.startWarm(environment, List.of("run"));
        try {
            await().atMost(PATIENCE)
                    .failFast("the service ended", () -> !program.isAlive())
                    .until(() -> status("/health/readiness") == 200);
        } catch (RuntimeException | Error failure) {
            System.out.println(program.output());
            program.close();
            throw failure;
        }
        return program;
    }

    private void upload(String name, byte[] content) {
        container.getBlobClient(name).upload(BinaryData.fromBytes(content));
    }

    private List<String> names(String prefix) {
        return List.copyOf(etags(prefix).keySet());
    }

    private Map<String, String> etags(String prefix) {
        Map<String, String> etags = new TreeMap<>();
        for (BlobItem item : container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null)) {
            etags.put(item.getName(), item.getProperties().getETag());
        }
        return etags;
    }

    private boolean exists(String name) {
        return container.getBlobClient(name).exists();
    }

    private java.util.stream.Stream<JsonNode> verdicts() {
        return records("verdicts/");
    }

    private java.util.stream.Stream<JsonNode> records(String prefix) {
        return names(prefix).stream().map(name -> {
            try {
                return Json.MAPPER.readTree(
                        container.getBlobClient(name).downloadContent().toBytes());
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
    }

    private List<Job> jobs() {
        try (KubernetesClient client = kubernetes.createClient()) {
            return client.batch().v1().jobs().inAnyNamespace().list().getItems();
        }
    }

    private double metric(String start, String label) {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(start) && line.contains(label))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .orElse(Double.NaN);
    }

    private String get(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request(path), BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private int status(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request(path), BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Program.port(port, path) + path))
                .timeout(ANSWER)
                .build();
    }
}
