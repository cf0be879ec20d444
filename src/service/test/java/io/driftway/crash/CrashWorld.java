package io.driftway.crash;

import static io.driftway.support.Patience.NEVER;
import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.driftway.app.Programs;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.JsonRecords;
import io.driftway.invariant.Checker;
import io.driftway.invariant.Evidence;
import io.driftway.invariant.Invariant;
import io.driftway.invariant.Violation;
import io.driftway.store.AzureBlobStore;
import io.driftway.support.Azurite;
import io.driftway.support.GeneratedSchema;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** A container with a champion, a cluster where trainers are its Jobs, and everything that was ever uploaded. */
final class CrashWorld implements AutoCloseable {

    private static final Bundle FIRST = first();
    private static final Path TRAINERS_LOG = Path.of("target", "trainers.log");

    /** New labelled rows with each batch, and few of them: training is not what is tested. */
    private static final GeneratedData LABELLED = new GeneratedData(40, 6);

    static final String KUBERNETES = "kubernetes";
    static final String PROCESS = "process";

    private final String launcher;
    private final GeneratedData data;

    private final Azurite azurite = Azurite.shared();
    private final BlobContainerClient container;
    private final KubernetesMockServer kubernetes;
    private final ObjectStore store;
    private final UnreliableEvents events;
    private int secondsBetweenListings = 1;
    private final Map<String, BlobVersion> newest = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();
    private Map<String, String> before = Map.of();
    private int batches;

    /** @param rows of each batch */
    CrashWorld(int rows) throws Exception {
        this(rows, KUBERNETES);
    }

    /** @param launcher what starts trainers; with {@link #PROCESS} they are children of the replicas, and there are no Jobs */
    CrashWorld(int rows, String launcher) throws Exception {
        this.launcher = launcher;
        data = new GeneratedData(rows, 5);
        container = azurite.client().getBlobContainerClient("crash-" + UUID.randomUUID());
        container.create();
        store = new AzureBlobStore(container);
        events = new UnreliableEvents(azurite, container.getBlobContainerName());
        kubernetes = new KubernetesMockServer(
                new Context(),
                new MockWebServer(),
                new HashMap<>(),
                new KubernetesMixedDispatcher(new HashMap<>()),
                false);
        kubernetes.init(InetAddress.getLoopbackAddress(), 0);
        try (var trainer = trainer(new Gate(""))) {
            trainer.context().getBean(ModelRegistry.class).publishFirst(FIRST);
        }
        store.putIfAbsent("training/original.csv", new GeneratedData(300, 5).batch(0, false, true));
    }

    static Bundle first() {
        byte[] rows = new GeneratedData(1_000, 5).batch(0, false, true);
        Schema schema = GeneratedSchema.of(rows);
        Batch batch = (Batch) CsvReader.read("original", new ByteArrayInputStream(rows), schema);
        return new BundleFiles()
                .write((Trained) Trainer.train(batch, schema, Trainer.Options.DEFAULT), DriftSettings.NONE);
    }

    ObjectStore store() {
        return store;
    }

    BlobContainerClient container() {
        return container;
    }

    String cluster() {
        return kubernetes.url("/");
    }

    /** Two batches more, the second of which has drifted, a file that is none, and labels for the first. */
    void more() {
        int number = ++batches;
        upload("incoming/%05d-a.csv".formatted(number), data.batch(2 * number, false, false));
        upload("incoming/%05d-b.csv".formatted(number), data.batch(2 * number + 1, true, false));
        upload("incoming/%05d-c.csv".formatted(number), "no,header\n1,2\n".getBytes(UTF_8));
        upload("labels/%05d.csv".formatted(number), data.batch(2 * number, false, true));
        store.putIfAbsent("labelled/%05d.csv".formatted(number), LABELLED.batch(2 * number + 1, true, true));
    }

    void upload(String name, byte[] content) {
        String etag = container
                .getBlobClient(name)
                .uploadWithResponse(
                        new BlobParallelUploadOptions(BinaryData.fromBytes(content)),
                        null,
                        com.azure.core.util.Context.NONE)
                .getValue()
                .getETag()
                .replace("\"", "");
        newest.put(
                name,
                new BlobVersion(
                        container.getAccountName(),
                        container.getBlobContainerName(),
                        name,
                        etag,
                        content.length,
                        Instant.EPOCH));
        if (name.startsWith("incoming/")) {
            events.created(name);
        }
    }

    /** Has messages tell of most batches, and listings of the others. */
    CrashWorld listedSeldom() {
        secondsBetweenListings = 3;
        return this;
    }

    /** The settings of every service and trainer of this world. */
    List<String> settings(String replica) {
        return List.of(
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string=" + azurite.connectionString(),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--driftway.ingest.replica=" + replica,
                "--driftway.ingest.settle=0s",
                // The default of the small heaps of these services is one at a time.
                "--driftway.ingest.parallelism=3",
                "--driftway.ingest.claim-timeout=2s",
                "--driftway.queue.name=" + events.queue(),
                "--driftway.queue.visibility=2s",
                "--driftway.queue.retry=1s",
                "--driftway.ingest.cron=0/" + secondsBetweenListings + " * * * * ?",
                "--driftway.ingest.whole-cron=0/10 * * * * ?",
                "--driftway.retrain.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.labels.cron=0/1 * * * * ?",
                "--driftway.labels.minimum-labels=1",
                "--driftway.retrain.launcher=" + launcher,
                // Twice what a healthy answer takes on a busy machine: a trainer that is slower is believed all the
                // same.
                "--driftway.retrain.gone-after=" + NEVER.multipliedBy(2),
                "--driftway.retrain.cooldown=0s",
                "--driftway.retrain.runs-per-day=100000",
                "--driftway.retrain.runs-per-week=100000",
                "--driftway.retrain.unscheduled-after=1ms",
                "--driftway.retrain.reference-rows=500",
                "--driftway.retrain.minimum-rows=20",
                "--driftway.retrain.resamples=100",
                "--driftway.retrain.auc-gain=-0.5",
                "--driftway.retrain.auc-margin=0.5",
                "--driftway.retrain.log-loss-margin=0.5",
                "--driftway.retrain.brier-margin=0.5",
                "--driftway.retrain.calibration-margin=0.5",
                "--logging.threshold.console=OFF");
    }

    /** A program in this JVM, behind a gate. */
    record Running(ConfigurableApplicationContext context, Gate gate, String name) implements AutoCloseable {

        @Override
        public void close() {
            context.close();
            Gate.GATES.remove(name);
        }
    }

    Running service(Gate gate, String... more) {
        return start(gate, "one", true, more);
    }

    Running trainer(Gate gate) {
        return start(gate, "trainer", false);
    }

    Running start(Gate gate, String replica, boolean service, String... more) {
        String name = UUID.randomUUID().toString();
        Gate.GATES.put(name, gate);
        List<String> arguments = new ArrayList<>(settings(replica));
        arguments.add("--spring.main.sources=" + Gated.class.getName());
        arguments.add("--" + Gated.GATE + "=" + name);
        // Quartz keeps its schedulers in one place for the whole JVM, by this name.
        arguments.add("--camel.main.name=" + name);
        arguments.add("--camel.main.shutdown-timeout=2");
        // The output of this JVM belongs to the build.
        arguments.add("--driftway.retrain.log=" + TRAINERS_LOG);
        for (String setting : more) {
            // Of two values of one setting, Spring Boot makes a list.
            String assigned = setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(before -> before.startsWith(assigned));
            arguments.add(setting);
        }
        System.setProperty("kubernetes.master", kubernetes.url("/"));
        try {
            String[] settings = arguments.toArray(String[]::new);
            return new Running(service ? Programs.service(Map.of(), settings) : Programs.trainer(settings), gate, name);
        } finally {
            System.clearProperty("kubernetes.master");
        }
    }

    /** What the pods of the Jobs do: each episode that is started comes to its end. Children of replicas do that by themselves. */
    void train(Gate gate) {
        List<String> open = started();
        if (open.isEmpty() || !hasJobs()) {
            return;
        }
        try (Running trainer = trainer(gate)) {
            open.forEach(trainer.context().getBean(Retraining.class)::run);
        }
    }

    /** Somebody uploads the newest good batch once more, a row shorter. */
    void overwriteTheNewest() {
        String name = "incoming/%05d-a.csv".formatted(batches);
        String text = new String(data.batch(2 * batches, false, false), UTF_8);
        upload(
                name,
                text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1).getBytes(UTF_8));
    }

    boolean hasJobs() {
        return launcher.equals(KUBERNETES);
    }

    List<String> started() {
        return episodes()
                .filter(episode -> episode.state() == Episode.State.STARTED)
                .map(Episode::episodeId)
                .toList();
    }

    private Stream<Episode> episodes() {
        return new Episodes(store, new JsonRecords()).all().stream();
    }

    /** Everything has ended that ends without a cluster. */
    boolean isAtRest() {
        return pending().isEmpty() && (hasJobs() || episodes().allMatch(Episode::ended));
    }

    /** Waits until it is at rest, by what these services show too, and stays so: what comes of a verdict comes some ticks later. */
    void comesToRest(Supplier<List<String>> expositions) {
        await("everything ends")
                .during(NEVER)
                .atMost(PATIENCE)
                .until(() -> isAtRest()
                        && expositions.get().stream()
                                .allMatch(scrape -> scrape.contains("driftway_backlog_batches 0.0")));
        await("every message is deleted or set aside").atMost(PATIENCE).until(() -> events.waiting() == 0);
        assertThat(events.setAside()).as("what is no event, once at least").isGreaterThanOrEqualTo(events.forged());
    }

    List<Job> jobs() {
        try (KubernetesClient client = kubernetes.createClient()) {
            return client.batch().v1().jobs().inAnyNamespace().list().getItems();
        }
    }

    /** As the cluster does with a pod that cannot be started. */
    void failJobs() {
        try (KubernetesClient client = kubernetes.createClient()) {
            for (Job job : jobs()) {
                client.batch().v1().jobs().resource(job).editStatus(known -> new JobBuilder(known)
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Failed")
                        .withStatus("True")
                        .withReason("Test")
                        .endCondition()
                        .endStatus()
                        .build());
            }
        }
    }

    int batches() {
        return newest.size();
    }

    /** Names of the batches and files of labels that have no ending yet. */
    List<String> pending() {
        return newest.values().stream()
                .filter(blob -> !ended(blob.batchId()))
                .map(BlobVersion::name)
                .toList();
    }

    private boolean ended(String batchId) {
        if (!ended.contains(batchId)
                && store.get(Keys.record(Keys.ENDED, batchId)).isPresent()) {
            ended.add(batchId);
        }
        return ended.contains(batchId);
    }

    /** How many batches were begun by a process that did not end them. */
    long begunAgain() {
        return store.list("ledger/").stream()
                .filter(version -> version.key().endsWith("/attempt-2"))
                .count();
    }

    /** What was begun and has no ending. */
    List<String> begunAndNotEnded() {
        return store.list("ledger/").stream()
                .map(version -> version.key().split("/")[3])
                .filter(batchId -> !ended(batchId))
                .distinct()
                .toList();
    }

    /**
     * Everything holds, with what each service shows at {@code /metrics}. Only that may take a while, as each of its routes shows what it has seen
     * at its own next tick. What holds now must go on to hold.
     */
    void isInOrder(Supplier<List<String>> expositions) {
        List<Violation> violations = await("what the service shows")
                .atMost(PATIENCE)
                .until(() -> violations(expositions.get()), found -> found.stream()
                        .noneMatch(violation -> violation.invariant() == Invariant.I9_METRICS_FOLLOW));
        assertThat(violations).isEmpty();
        before = unchanging();
    }

    private List<Violation> violations(List<String> scrapes) {
        return Checker.violations(Evidence.of(store, container.getAccountName(), container.getBlobContainerName())
                .withJobs(jobs())
                .withEarlier(before)
                .withOutputs(List.of(), scrapes, List.of(azurite.key())));
    }

    /** The digests of everything that is written once. */
    private Map<String, String> unchanging() {
        Map<String, String> digests = new HashMap<>();
        for (String prefix : List.of(
                Keys.ENDED,
                Keys.VERDICTS,
                Keys.QUARANTINE,
                Keys.SUPERSEDED,
                Keys.PROMOTIONS,
                Keys.MODELS,
                "predictions/",
                "reports/")) {
            store.list(prefix)
                    .forEach(version -> digests.put(
                            version.key(),
                            Sha256.of(store.get(version.key()).orElseThrow().content())));
        }
        return digests;
    }

    @Override
    public void close() {
        kubernetes.destroy();
        container.delete();
    }
}
