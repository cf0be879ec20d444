package io.driftway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.kubernetes.RetrainJob;
import io.driftway.stage.RetrainStage;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import io.driftway.support.ShippedTemplate;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real {@code 6-retrain} against fabric8's mock of the Kubernetes API, from the verdict to the Job. */
class RetrainRouteTest {

    private static final String NAMESPACE = "driftway-retrain";
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final int VERDICTS = 200;

    /** Pieces of what somebody would put into a record to get a pod of their own. */
    private static final List<String> NASTY = List.of(
            "${header.x}",
            "{{driftway.store.account}}",
            "\n",
            "\"",
            "'",
            "---\n",
            "image: evil:1",
            "$(DRIFTWAY_EPISODE)",
            "../../kube-system",
            "\u0000",
            "é",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "kube-system",
            "a".repeat(300));

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final Episodes episodes = new Episodes(store, format);
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final VerdictLog verdicts = new VerdictLog(store, format);
    private final RetrainStage stage = new RetrainStage(
            verdicts, champions, episodes, new RetrainPolicy(Duration.ZERO, VERDICTS + 1, VERDICTS + 1), clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Publisher publisher = new Publisher(
            meters,
            new FeatureGauges(meters),
            new ModelInfo(new PrometheusRegistry()),
            new PredictedProbabilities(new PrometheusRegistry()),
            clock);
    private final Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
    private final KubernetesMockServer kubernetes = new KubernetesMockServer(
            new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    private KubernetesClient client;
    private ProducerTemplate tick;

    @BeforeEach
    void theRealRoute() throws Exception {
        kubernetes.init(InetAddress.getLoopbackAddress(), 0);
        client = kubernetes.createClient();
        Properties settings = new Properties();
        settings.put("driftway.retrain.cron", "0 0 0 1 1 ? 2099");
        settings.put("driftway.retrain.launcher", "kubernetes");
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getRegistry().bind("retrain", stage);
        camel.getRegistry().bind("kubernetesClient", client);
        camel.getRegistry().bind("retrainJob", new RetrainJob(NAMESPACE, ShippedTemplate.yaml(), null, GRACE, clock));
        camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
        camel.getRegistry().bind("newest", new NewestVerdict(verdicts, store, new FlowFiles(), publisher));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveResource(
                        camel,
                        "file:" + Path.of("routes", "6-retrain.camel.yaml").toAbsolutePath()));
        for (String route : List.of("retrain", "watch")) {
            AdviceWith.adviceWith(camel, route, advice -> advice.replaceFromWith("direct:tick-" + route));
        }
        camel.start();
        tick = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
        client.close();
        kubernetes.destroy();
    }

    private void tick(String route) {
        tick.sendBody("direct:tick-" + route, "");
    }

    private void champion(String model, String reference, long sequence) {
        var promotion = Named.promotion(new ChampionPointer(model, reference, "schema", sequence, null));
        champions.current().ifPresentOrElse(now -> champions.replace(now, promotion), () -> champions.first(promotion));
    }

    private void verdict(String batchId, String traceparent) {
        ledger.commit(new VerdictRecord(
                batchId,
                new BlobVersion("a", "c", "incoming/" + batchId, "0x1", 1, clock.instant()),
                "sha",
                champions.current().orElseThrow().pointer(),
                "breach",
                null,
                true,
                new VerdictRecord.Dataset(20, 2, 0.1, 0.01, 0, 1_000, 1_000),
                "predictions",
                "report",
                traceparent,
                "test",
                clock.instant()));
    }

    private List<Job> jobs() {
        return client.batch().v1().jobs().inAnyNamespace().list().getItems();
    }

    private void editStatus(UnaryOperator<Job> edit) {
        jobs().forEach(job -> client.batch().v1().jobs().resource(job).editStatus(edit));
    }

    private double waitingFor(String reason) {
        return meters.get("driftway.retrain.obstacles")
                .tag("reason", reason)
                .gauge()
                .value();
    }

    private double counted(String result) {
        return meters.counter("driftway.retrain.jobs", "result", result).count();
    }

    private static String nasty(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(4); pieces >= 0; pieces--) {
            text.append(NASTY.get(random.nextInt(NASTY.size())));
        }
        return text.toString();
    }

    private List<Episode> running() {
        return stage.all().stream()
                .filter(episode -> episode.state() == Episode.State.STARTED)
                .toList();
    }

    @Test
    void whateverAVerdictSaysTheJobIsTheTemplateButForItsEpisode() {
        Random random = new Random(42);
        JobSpec template = ShippedTemplate.job().getSpec();
        Map<String, String> labels = ShippedTemplate.job().getMetadata().getLabels();

        for (int i = 1; i <= VERDICTS; i++) {
            champion(nasty(random), nasty(random), i);
            verdict("batch " + i + nasty(random).replace('/', ' ').replace('\u0000', ' '), nasty(random));
            tick("retrain");

            Episode episode = running().getFirst();
            Job job = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(NAMESPACE)
                    .withName(RetrainJob.name(episode))
                    .get();
            var environment = job.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getEnv();
            assertThat(environment.removeIf(v -> v.equals(new EnvVar("DRIFTWAY_EPISODE", episode.episodeId(), null))))
                    .isTrue();
            environment.removeIf(v -> v.getName().equals("TRACEPARENT")
                    && v.getValue().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"));
            assertThat(job.getSpec()).isEqualTo(template);
            assertThat(job.getMetadata().getLabels())
                    .containsAllEntriesOf(labels)
                    .hasSize(labels.size() + 3)
                    .containsEntry("app.kubernetes.io/managed-by", "driftway")
                    .containsEntry("driftway.io/run", "1")
                    .containsEntry("driftway.io/episode", episode.episodeId().substring(0, 16));
            assertThat(job.getMetadata().getAnnotations()).allSatisfy((key, value) -> assertThat(key + "=" + value)
                    .matches("driftway\\.io/(episode|batch|spec-sha256)=[0-9a-f]{64}"
                            + "|driftway\\.io/traceparent=00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"));
            stage.failed(episode, new JobState.Failed("for the next verdict"));
        }
        assertThat(jobs()).hasSize(VERDICTS);
        assertThat(counted("created")).isEqualTo(VERDICTS);
    }

    @Test
    void aVerdictThatAnotherReplicaReachedIsShownByThisOneToo() {
        champion("model", "reference", 1);
        verdict("batch", "");

        tick("retrain");

        assertThat(meters.get("data_drift_value").gauge().value()).isEqualTo(0.1);
    }

    @Test
    void aTickAfterTheNoteWasLostFindsTheJobAndCreatesNoSecond() {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        Episode started = running().getFirst();
        Episode requested = Episode.request(
                "model",
                "reference",
                1,
                started.batchId(),
                null,
                started.requests().getFirst());
        episodes.change(started.episodeId(), e -> requested);

        tick("retrain");

        assertThat(running()).hasSize(1);
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aJobWhosePodCannotStartIsToldOnceWithItsReasonAndItsEpisodeGoesOn() {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        Episode episode = running().getFirst();
        editStatus(job -> job.edit()
                .withNewStatus()
                .withActive(1)
                .withReady(0)
                .endStatus()
                .build());
        client.pods()
                .inNamespace(NAMESPACE)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("pod")
                        .addToLabels("batch.kubernetes.io/job-name", RetrainJob.name(episode))
                        .withCreationTimestamp(clock.instant().toString())
                        .endMetadata()
                        .withNewStatus()
                        .withPhase("Pending")
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewWaiting("Back-off pulling image \"driftway-trainer:0.1.0\"", "ImagePullBackOff")
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build())
                .create();
        clock.advance(Duration.between(clock.instant(), Instant.now()).plus(GRACE.multipliedBy(2)));

        tick("watch");
        tick("watch");

        assertThat(counted("unscheduled")).isEqualTo(1);
        assertThat(running()).hasSize(1);
        assertThat(waitingFor("image")).isEqualTo(1);
        assertThat(publisher.obstacle(episode))
                .hasValueSatisfying(obstacle -> assertThat(obstacle.fault()).contains("driftway-trainer:0.1.0"));
    }

    /** Manifests of before the right to list pods, and a service of after. */
    @Test
    void withoutTheRightToListPodsTheJobsOwnWordIsTold() throws InterruptedException {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        kubernetes
                .expect()
                .get()
                .withPath("/api/v1/namespaces/" + NAMESPACE + "/pods?labelSelector=batch.kubernetes.io%2Fjob-name%3D"
                        + RetrainJob.name(running().getFirst()))
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .always();
        clock.advance(Duration.between(clock.instant(), Instant.now()).plus(GRACE.multipliedBy(2)));

        tick("watch");

        assertThat(kubernetes.getLastRequest().getPath()).contains("/pods?");
        assertThat(counted("unscheduled")).isEqualTo(1);
        assertThat(waitingFor("no_pod")).isEqualTo(1);
    }

    private void refuseJobs(int code, String message) {
        kubernetes
                .expect()
                .post()
                .withPath("/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs")
                .andReturn(
                        code,
                        new StatusBuilder().withCode(code).withMessage(message).build())
                .once();
    }

    @Test
    void aJobThatCannotBeCreatedIsCountedAndShownUntilItIs() {
        champion("model", "reference", 1);
        verdict("batch", "");
        refuseJobs(403, "jobs.batch is forbidden");
        refuseJobs(401, "Unauthorized");

        tick("retrain");

        assertThat(counted("refused")).isEqualTo(1);
        assertThat(waitingFor("forbidden")).isEqualTo(1);
        assertThat(episodes.all()).singleElement().satisfies(episode -> {
            assertThat(episode.state()).isEqualTo(Episode.State.REQUESTED);
            assertThat(publisher.obstacle(episode)).hasValueSatisfying(obstacle -> {
                assertThat(obstacle.fault()).isEqualTo("403: jobs.batch is forbidden");
                assertThat(obstacle.remedy()).contains("k8s/base/monitor");
            });
        });

        tick("retrain");

        assertThat(counted("refused")).isEqualTo(2);
        assertThat(waitingFor("forbidden")).isZero();
        assertThat(waitingFor("unauthorized")).isEqualTo(1);

        tick("retrain");

        assertThat(running()).hasSize(1);
        assertThat(counted("created")).isEqualTo(1);
        assertThat(waitingFor("unauthorized")).isZero();
    }

    @Test
    void aForeignJobOfThatNameIsAConflictThatIsTold() {
        champion("model", "reference", 1);
        verdict("batch", "");
        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(
                                RetrainJob.name(Episode.request("model", "reference", 1, null, null, clock.instant())))
                        .endMetadata()
                        .build())
                .create();

        tick("retrain");

        assertThat(running()).isEmpty();
        assertThat(counted("refused")).isEqualTo(1);
        assertThat(waitingFor("conflict")).isEqualTo(1);
    }

    @Test
    void anotherImageBetweenCreationAndNoteDoesNotHoldTheEpisode() {
        champion("model", "reference", 1);
        verdict("batch", "");
        Episode episode = stage.reconcile().getFirst();
        DefaultExchange exchange = new DefaultExchange(camel);
        new RetrainJob(NAMESPACE, ShippedTemplate.yaml(), "registry.example/trainer:old", GRACE, clock)
                .describe(episode, exchange);
        exchange.setProperty("episode", episode);
        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(RetrainJob.name(episode))
                        .withAnnotations(Map.of("driftway.io/episode", episode.episodeId()))
                        .endMetadata()
                        .withSpec(
                                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, JobSpec.class))
                        .build())
                .create();

        tick("retrain");

        assertThat(running()).hasSize(1);
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aJobThatCompletedAndRecordedNothingIsJudgedAtOnce() {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        complete();

        tick("watch");

        assertThat(episodes.all()).singleElement().satisfies(episode -> {
            assertThat(episode.state()).isEqualTo(Episode.State.FAILED);
            assertThat(episode.reason()).isEqualTo("its Job completed and recorded nothing");
        });
        assertThat(counted("failed")).isEqualTo(1);
    }

    /** The watch has read the episodes, then the trainer records its end and its Job completes, then the watch looks at the Job. */
    @Test
    void whatTheTrainerRecordedLastIsReadBeforeAnythingIsConcluded() throws Exception {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        AdviceWith.adviceWith(camel, "job-state-kubernetes", advice -> advice.weaveById("get-job")
                .before()
                .process(exchange -> {
                    episodes.change(
                            running().getFirst().episodeId(), e -> e.rejected(null, "the gate", clock.instant()));
                    complete();
                }));

        tick("watch");

        assertThat(episodes.all()).singleElement().satisfies(episode -> assertThat(episode.state())
                .isEqualTo(Episode.State.REJECTED));
        assertThat(counted("failed")).isZero();
    }

    private void complete() {
        editStatus(job -> job.edit()
                .withNewStatus()
                .withSucceeded(1)
                .addNewCondition()
                .withType("SuccessCriteriaMet")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("Complete")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
    }

    @Test
    void aJobThatFailedEndsItsEpisode() {
        champion("model", "reference", 1);
        verdict("batch", "");
        tick("retrain");
        editStatus(job -> job.edit()
                .withNewStatus()
                .addNewCondition()
                .withType("Failed")
                .withStatus("True")
                .withReason("DeadlineExceeded")
                .endCondition()
                .endStatus()
                .build());

        tick("watch");

        assertThat(episodes.all()).singleElement().satisfies(episode -> {
            assertThat(episode.state()).isEqualTo(Episode.State.FAILED);
            assertThat(episode.reason()).isEqualTo("its Job failed: DeadlineExceeded");
        });
        assertThat(counted("failed")).isEqualTo(1);
    }
}
