package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.Labelled;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.RowCounts;
import io.driftway.core.pipeline.Scored;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderInbox;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The service with batches that are too large for it; what Spark does to them is done here. */
@EnableKubernetesMockClient(crud = true)
class LargeBatchesIT {

    private static final JsonRecords RECORDS = new JsonRecords();
    private static final String NAMESPACE = "driftway-spark";

    static KubernetesClient cluster;

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext service;
    private ObjectStore store;
    private Champion champion;

    @BeforeEach
    void start() {
        start("kubernetes", "count/cronjob.yaml");
    }

    private void start(String launcher, String template) {
        cluster.batch().v1().jobs().inNamespace(NAMESPACE).delete();
        System.setProperty("kubernetes.master", cluster.getMasterUrl().toString());
        System.setProperty("kubernetes.trust.certificates", "true");
        service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder.resolve("store"),
                "--driftway.retrain.launcher=none",
                "--driftway.spark.from-bytes=200KB",
                "--driftway.spark.launcher=" + launcher,
                "--driftway.spark.template=file:k8s/overlays/spark/" + template,
                "--driftway.ingest.settle=0s",
                "--driftway.ingest.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.labels.cron=0 0 0 1 1 ? 2099");
        store = service.getBean(ObjectStore.class);
        Labelled labelled = Labelled.customers(800, 1);
        Bundle bundle = new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
        ModelRegistry registry = service.getBean(ModelRegistry.class);
        registry.publishFirst(bundle);
        champion = registry.load(ModelRegistry.pointer(bundle, 1, null));
    }

    @AfterEach
    void stop() {
        service.close();
        System.clearProperty("kubernetes.master");
        System.clearProperty("kubernetes.trust.certificates");
    }

    @Test
    void aLargeBatchWaitsForItsCountsAndHoldsUpNoOther() throws IOException {
        String large = customers(2, 3_000);
        BlobVersion blob = put("incoming/a-large.csv", large);
        BlobVersion small = put("incoming/b-small.csv", customers(3, 200));

        assertThat(verdict(small).predictions()).endsWith(".csv");
        Job job = await().atMost(PATIENCE)
                .until(() -> job(blob), Optional::isPresent)
                .orElseThrow();
        assertThat(job.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .contains(new EnvVar("DRIFTWAY_BATCH_ID", blob.batchId(), null));
        assertThat(new CountedBatches(store, RECORDS).requested(blob.batchId())).contains(blob);
        assertThat(store.list(Keys.ENDED).stream().map(ObjectStore.Version::key))
                .doesNotContain(Keys.record(Keys.ENDED, blob.batchId()));

        counted(blob, counts(blob, large), null);

        VerdictRecord verdict = verdict(blob);
        assertThat(verdict.predictions())
                .isEqualTo(Keys.predictionParts(blob.batchId(), champion.model().id()));
        assertThat(verdict.dataset().rowsCurrent()).isEqualTo(3_000);
        assertThat(store.find(verdict.report())).isPresent();
        assertThat(store.list("predictions/" + blob.batchId())).isEmpty();
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aFolderIsOneBatchOnceItIsClosed() throws IOException {
        String rows = customers(4, 300);
        BlobVersion part = put("incoming/day/part-00000-af.csv", rows);
        BlobVersion small = put("incoming/small.csv", customers(5, 200));
        verdict(small);
        assertThat(jobs()).isEmpty();

        BlobVersion blob = put("incoming/day/_SUCCESS", "");
        await().atMost(PATIENCE).until(() -> job(blob), Optional::isPresent);
        counted(blob, counts(blob, rows), null);

        assertThat(verdict(blob).dataset().rowsCurrent()).isEqualTo(300);
        assertThat(store.find(Keys.record(Keys.ENDED, part.batchId()))).isEmpty();
    }

    @Test
    void aBatchThatCannotBeCountedIsSetAsideWithTheReason() {
        BlobVersion blob = put("incoming/bad/_SUCCESS", "");
        await().atMost(PATIENCE).until(() -> job(blob), Optional::isPresent);

        counted(
                blob,
                null,
                new Rejection(Reason.BAD_NUMBER, blob.name(), "line 7, column age", "there is a word", "mend it"));

        String key = Keys.record(Keys.QUARANTINE, blob.batchId());
        await().atMost(PATIENCE).until(() -> store.find(key).isPresent());
        QuarantineRecord set = RECORDS.read(key, store.get(key).orElseThrow().content(), QuarantineRecord.class);
        assertThat(set.reason()).isEqualTo("bad_number");
    }

    @Test
    void theOperatorGetsAnApplicationOfTheBatch() {
        service.close();
        start("operator", "sparkapplication.yaml");
        BlobVersion blob = put("incoming/operated/_SUCCESS", "");

        GenericKubernetesResource application = await().atMost(PATIENCE)
                .until(
                        () -> cluster.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                                        .withGroup("sparkoperator.k8s.io")
                                        .withVersion("v1beta2")
                                        .withKind("SparkApplication")
                                        .withPlural("sparkapplications")
                                        .withNamespaced(true)
                                        .build())
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems(),
                        items -> !items.isEmpty())
                .getFirst();

        assertThat(application.getMetadata().getName())
                .isEqualTo("driftway-count-" + blob.batchId().substring(0, 16) + "-"
                        + champion.model().id().substring(0, 16));
        assertThat(application.<Object>get("spec", "driver", "env"))
                .isEqualTo(List.of(Map.of("name", "DRIFTWAY_BATCH_ID", "value", blob.batchId())));
        assertThat(application.<Object>get("spec", "mainClass")).isEqualTo("io.driftway.spark.CountJob");
    }

    private RowCounts counts(BlobVersion blob, String csv) throws IOException {
        Pipeline pipeline = new Pipeline(new BatchFormats());
        Scored rows = pipeline.score(
                (IncomingBatch) pipeline.decode(new ByteArrayInputStream(csv.getBytes(UTF_8)), blob, champion));
        return RowCounts.of(rows)
                .whole(rows.repeats(), rows.ids().map(IdColumn::repeated).orElse(0L));
    }

    private void counted(BlobVersion blob, RowCounts counts, Rejection refused) {
        new CountedBatches(store, RECORDS)
                .write(
                        new CountedBatches.Record(
                                1, blob, "sha", champion.pointer(), counts, refused, "test", Instant.EPOCH),
                        champion);
    }

    private Optional<Job> job(BlobVersion blob) {
        return jobs().stream()
                .filter(job ->
                        blob.batchId().equals(job.getMetadata().getAnnotations().get("driftway.io/batch")))
                .findFirst();
    }

    private static List<Job> jobs() {
        return cluster.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
    }

    private VerdictRecord verdict(BlobVersion blob) {
        String key = Keys.record(Keys.VERDICTS, blob);
        await().atMost(PATIENCE).until(() -> store.find(key).isPresent());
        return RECORDS.read(key, store.get(key).orElseThrow().content(), VerdictRecord.class);
    }

    private BlobVersion put(String name, String content) {
        store.putIfAbsent(name, content.getBytes(UTF_8));
        return new FolderInbox(store, "store", "incoming/")
                .version(store.find(name).orElseThrow());
    }

    private static String customers(long seed, int rows) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(seed, seed * 100_000).write(csv, rows, 0, false);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return csv.toString(UTF_8);
    }
}
