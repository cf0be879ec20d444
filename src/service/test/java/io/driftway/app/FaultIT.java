package io.driftway.app;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.NEVER;
import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.Labelled;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.Json;
import io.driftway.invariant.Checker;
import io.driftway.invariant.Evidence;
import io.driftway.store.AzureBlobStore;
import io.driftway.support.Azurite;
import io.driftway.support.FaultProxy;
import io.driftway.support.Toxic;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The service with a store, or a cluster, that answers badly or not at all; and what is there when it has recovered. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(OutputCaptureExtension.class)
class FaultIT {

    private static final String FETCH = "^GET \\S*/incoming(/|%2F)";
    private static final String LIST = "^GET \\S*comp=list\\S*prefix=incoming|^GET \\S*prefix=incoming\\S*comp=list";
    private static final String COMMIT = "^PUT \\S*/ended(/|%2F)";
    private static final String CREATE = "^POST \\S*/jobs";

    private static FaultProxy toStore;
    private static FaultProxy toCluster;
    private static KubernetesMockServer cluster;
    private static BlobContainerClient container;
    private static ObjectStore store;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void aServiceBehindProxies() throws IOException {
        Azurite azurite = Azurite.shared();
        container = azurite.client().getBlobContainerClient("fault-" + UUID.randomUUID());
        container.create();
        store = new AzureBlobStore(container);
        URI direct = URI.create(container.getBlobContainerUrl());
        toStore = FaultProxy.before(direct);
        cluster = new KubernetesMockServer(
                new Context(),
                new MockWebServer(),
                new HashMap<>(),
                new KubernetesMixedDispatcher(new HashMap<>()),
                false);
        cluster.init(InetAddress.getLoopbackAddress(), 0);
        toCluster = FaultProxy.before(URI.create(cluster.url("/")));
        System.setProperty("kubernetes.master", toCluster.address());
        service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string="
                        + azurite.connectionString().replace("http://" + direct.getAuthority(), toStore.address()),
                "--driftway.patience.try-timeout=" + NEVER.toMillis() + "ms",
                "--driftway.patience.tries=2",
                // One batch is to ask for a retraining.
                "--driftway.decision.policy=threshold",
                "--driftway.patience.between-launches=3s",
                "--driftway.ingest.settle=0s",
                "--driftway.ingest.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.retrain.cron=0/1 * * * * ?",
                "--driftway.labels.cron=0 0 0 1 1 ? 2099");
        Labelled labelled = Labelled.customers(800, 1);
        service.getBean(ModelRegistry.class)
                .publishFirst(new BundleFiles()
                        .write(
                                (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                DriftSettings.NONE));
    }

    @AfterAll
    static void end() throws IOException {
        System.clearProperty("kubernetes.master");
        if (service != null) {
            service.close();
            toStore.close();
            toCluster.close();
            cluster.destroy();
            container.delete();
        }
    }

    @AfterEach
    void heal() {
        toStore.heal();
        toCluster.heal();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("nothing is answered", ".", new Toxic.Hang()),
                Arguments.of("everything is too much", ".", new Toxic.Status(429, 1)),
                Arguments.of("everything is broken", ".", new Toxic.Status(500, 1)),
                Arguments.of("everything is busy", ".", new Toxic.Status(503, 1)),
                Arguments.of("the listing is refused", LIST, new Toxic.Status(403, 1)),
                Arguments.of("a blob is refused", FETCH, new Toxic.Status(403, 1)),
                Arguments.of("a blob is said to be gone", FETCH, new Toxic.Status(404, 1)),
                Arguments.of("a blob is said to be another version", FETCH, new Toxic.Status(412, 1)),
                Arguments.of("a blob hangs", FETCH, new Toxic.Hang()),
                Arguments.of("a blob drips", FETCH, new Toxic.Slow(NEVER)),
                Arguments.of("a blob is late", FETCH, new Toxic.Latency(NEVER.multipliedBy(2))),
                Arguments.of("a blob is reset", FETCH, new Toxic.Reset()),
                Arguments.of("a blob is cut", FETCH, new Toxic.Cut()),
                Arguments.of("a blob is shorter than its length", FETCH, new Toxic.Shorten()),
                Arguments.of("the verdict is refused", COMMIT, new Toxic.Status(503, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aBatchHasOneVerdictAndOneAttemptAfterTheStoreHasRecovered(String name, String request, Toxic toxic) {
        toStore.forget();
        toStore.spoil(request, toxic);
        String batch = deliver(name);
        // Two tries of one call, and a call of a later poll.
        await(name).atMost(PATIENCE).until(() -> toStore.count(request) >= 3);

        assertThat(verdicts(batch)).as("a verdict while " + name).isEmpty();
        assertThat(get("/health/liveness")).isEqualTo(200);

        toStore.heal();
        await("recovery: " + name).atMost(PATIENCE).until(() -> !verdicts(batch).isEmpty());
        assertThat(verdicts(batch)).hasSize(1);
        assertThat(store.list(Keys.QUARANTINE)).isEmpty();
        assertThat(charged(batch))
                .as("attempts charged: the one that went through")
                .isEqualTo(1);
    }

    @Test
    void aVerdictWhoseAnswerIsLostIsWrittenOnce() {
        toStore.forget();
        toStore.spoil(COMMIT, 1, new Toxic.LoseAnswer());

        String batch = deliver("lost answer");

        await().atMost(PATIENCE).until(() -> !verdicts(batch).isEmpty());
        assertThat(toStore.count(COMMIT)).isGreaterThanOrEqualTo(2);
        assertThat(verdicts(batch)).hasSize(1);
        assertThat(charged(batch)).isEqualTo(1);
    }

    @Test
    void aRefusedListingIsSaidOnceWithItsRemedy(CapturedOutput output) {
        toStore.forget();
        toStore.spoil(LIST, new Toxic.Status(401, 1));

        await().atMost(PATIENCE).until(() -> toStore.count(LIST) >= 4);

        List<String> said = output.getAll()
                .lines()
                .filter(line -> line.contains("Status code 401"))
                .toList();
        assertThat(said)
                .singleElement()
                .asString()
                .contains("Storage Blob Data Contributor")
                .doesNotContain("\\n\\tat ");
    }

    /** Each try of each call fails, and the SDK, its HTTP client and the routes all have a line for it. */
    @Test
    void anOutageIsALineForEachCauseWithoutAStackTrace(CapturedOutput output) {
        toStore.forget();
        toStore.spoil(".", new Toxic.Reset());

        await().atMost(PATIENCE).until(() -> toStore.count(".") >= 60);

        toStore.heal();
        List<JsonNode> said = output.getAll()
                .lines()
                .filter(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""))
                .map(FaultIT::json)
                .toList();
        assertThat(said).hasSizeLessThan(20).noneMatch(line -> line.has("stack_trace"));
        double held = ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("driftway_log_lines_held_back_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
        assertThat(held).isGreaterThan(20);
    }

    private static JsonNode json(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The first, so that no Job is there yet. */
    @Test
    @Order(1)
    void aJobIsCreatedOnceThoughTheClusterFailsInEveryWayFirst() {
        toCluster.forget();
        toCluster.spoil(CREATE, 1, new Toxic.Status(403, 1));
        toCluster.spoil(CREATE, 3, new Toxic.Status(429, 1));
        toCluster.spoil(CREATE, 3, new Toxic.Status(500, 1));
        toCluster.spoil(CREATE, 1, new Toxic.LoseAnswer());
        byte[] drifted = new String(Labelled.customersCsv(400, 5), UTF_8)
                .replace("Month-to-month", "Two year")
                .replaceAll("(?m)(\\d+)\\.(\\d+)", "9$1.$2")
                .getBytes(UTF_8);
        container.getBlobClient("labelled/new.csv").upload(BinaryData.fromBytes(Labelled.customersCsv(400, 6)));
        container.getBlobClient("incoming/drifted.csv").upload(BinaryData.fromBytes(drifted));

        await("the first refusal").atMost(PATIENCE).until(() -> toCluster.count(CREATE) > 0);
        assertThat(get("/health/liveness")).isEqualTo(200);
        String meanwhile = deliver("while the cluster fails");
        await().atMost(PATIENCE).until(() -> !verdicts(meanwhile).isEmpty());
        await("a Job").atMost(PATIENCE).until(() -> !jobs().isEmpty());
        await("the episode's start").atMost(PATIENCE).until(() -> store.get(
                        store.list(Keys.EPISODES).getFirst().key())
                .map(episode -> new String(episode.content(), UTF_8))
                .orElse("")
                .contains("started"));
        assertThat(toCluster.count(CREATE)).as("every fault has struck").isGreaterThanOrEqualTo(8);
        assertThat(jobs()).hasSize(1);
        assertThat(store.list(Keys.EPISODES)).hasSize(1);
    }

    /** The last. */
    @Test
    @Order(Integer.MAX_VALUE)
    void afterAllOfItNothingIsLostAndNothingWasDoneTwice() {
        await("a poll after the last batch").atMost(PATIENCE).untilAsserted(() -> assertThat(Checker.violations(
                        Evidence.of(store, container.getAccountName(), container.getBlobContainerName())
                                .withJobs(jobs())
                                .withOutputs(
                                        List.of(),
                                        List.of(ask("/metrics").body()),
                                        List.of(Azurite.shared().key()))))
                .isEmpty());
    }

    private static List<Job> jobs() {
        try (KubernetesClient client = cluster.createClient()) {
            return client.batch().v1().jobs().inAnyNamespace().list().getItems();
        }
    }

    /** Answers the blob's name. */
    private static String deliver(String name) {
        String blob = "incoming/" + name.replace(' ', '-') + ".csv";
        container
                .getBlobClient(blob)
                .upload(BinaryData.fromBytes(Labelled.customersCsv(400, name.hashCode() & 0xFFFF)));
        return blob;
    }

    private static List<String> verdicts(String blob) {
        return store.list(Keys.VERDICTS).stream()
                .map(version -> store.get(version.key()).orElseThrow())
                .filter(stored -> new String(stored.content(), UTF_8).contains('"' + blob + '"'))
                .map(stored -> Keys.id(Keys.VERDICTS, stored.version().key()))
                .toList();
    }

    private static int charged(String blob) {
        String batchId = verdicts(blob).getFirst();
        return notes(batchId, "attempt") - notes(batchId, "released");
    }

    private static int notes(String batchId, String note) {
        return (int) store.list("ledger/").stream()
                .filter(version -> version.key().contains("/" + batchId + "/" + note + "-"))
                .count();
    }

    private static int get(String path) {
        return ask(path).statusCode();
    }

    private static HttpResponse<String> ask(String path) {
        String port =
                service.getEnvironment().getProperty(path.equals("/") ? "local.server.port" : "local.management.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .timeout(ANSWER)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
