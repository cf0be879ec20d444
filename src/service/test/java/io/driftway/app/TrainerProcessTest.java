package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.RetrainStage;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trainers as child processes of replicas on one store, through the real route. */
class TrainerProcessTest {

    private static final Duration GONE_AFTER = Duration.ofMinutes(3);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final Episodes episodes = new Episodes(store, format);
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Process> trainers = new ArrayList<>();

    /** A shell command that stands for the trainer. */
    private String trainer = "exec sleep 600";

    private final class Replica {

        private final DefaultCamelContext camel = new DefaultCamelContext();
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

        Replica() throws Exception {
            VerdictLog verdicts = new VerdictLog(store, format);
            Episodes own = new Episodes(store, format);
            Publisher publisher = new Publisher(
                    meters,
                    new FeatureGauges(meters),
                    new ModelInfo(new PrometheusRegistry()),
                    new PredictedProbabilities(new PrometheusRegistry()),
                    clock);
            camel.getRegistry()
                    .bind(
                            "retrain",
                            new RetrainStage(
                                    verdicts, champions, own, new RetrainPolicy(Duration.ofHours(6), 4, 3), clock));
            camel.getRegistry()
                    .bind("trainerProcess", new TrainerProcess(own, GONE_AFTER, clock, TrainerProcessTest.this::start));
            camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
            camel.getRegistry().bind("newest", new NewestVerdict(verdicts, store, new FlowFiles(), publisher));
            Properties settings = new Properties();
            settings.put("driftway.retrain.cron", "0 0 0 1 1 ? 2099");
            settings.put("driftway.retrain.launcher", "process");
            camel.getPropertiesComponent().setInitialProperties(settings);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(
                            camel,
                            "file:" + Path.of("routes", "6-retrain.camel.yaml").toAbsolutePath()));
            for (String route : List.of("retrain", "watch")) {
                AdviceWith.adviceWith(camel, route, advice -> advice.replaceFromWith("direct:tick-" + route));
            }
            camel.start();
            replicas.add(this);
        }

        void tick() {
            try (var tick = camel.createProducerTemplate()) {
                tick.sendBody("direct:tick-retrain", "");
                tick.sendBody("direct:tick-watch", "");
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }

        double counted(String result) {
            return meters.counter("driftway.retrain.jobs", "result", result).count();
        }
    }

    private Process start(Episode episode) throws IOException {
        assertThat(episodes.find(episode.episodeId()).orElseThrow().state())
                .as("what is in the store before the trainer is started")
                .isEqualTo(Episode.State.STARTED);
        Process process = new ProcessBuilder("sh", "-c", trainer).start();
        trainers.add(process);
        return process;
    }

    @BeforeEach
    void aVerdictAsks() {
        ChampionPointer champion = new ChampionPointer("model", "reference", "schema", 1, null);
        champions.first(Named.promotion(champion));
        BlobVersion blob = new BlobVersion("a", "c", "incoming/1", "0x1", 1, Instant.EPOCH);
        new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock)
                .commit(new VerdictRecord(
                        blob.batchId(),
                        blob,
                        "sha",
                        champion,
                        "breach",
                        null,
                        true,
                        new VerdictRecord.Dataset(20, 2, 0.1, 0.01, 0, 1_000, 1_000),
                        "predictions",
                        "report",
                        null,
                        "test",
                        clock.instant()));
    }

    @AfterEach
    void end() {
        replicas.forEach(replica -> replica.camel.stop());
        trainers.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private Episode episode() {
        return episodes.all().getFirst();
    }

    private void beats() {
        episodes.change(episode().episodeId(), e -> e.alive(clock.instant()));
    }

    @Test
    void oneOfManyReplicasStartsTheTrainerAndCountsIt() throws Exception {
        for (int i = 0; i < 3; i++) {
            new Replica();
        }

        replicas.forEach(Replica::tick);
        replicas.forEach(Replica::tick);

        assertThat(trainers).hasSize(1);
        assertThat(episode().state()).isEqualTo(Episode.State.STARTED);
        assertThat(replicas.stream().mapToDouble(replica -> replica.counted("created")))
                .containsExactly(1.0, 0.0, 0.0);
    }

    @Test
    void aTrainerThatOutlivesItsParentIsNotGoneForAnotherReplicaNorForARestart() throws Exception {
        new Replica().tick();
        replicas.getFirst().camel.stop();

        Replica other = new Replica();
        for (int i = 0; i < 10; i++) {
            clock.advance(GONE_AFTER.minusSeconds(1));
            beats();
            other.tick();
        }
        assertThat(episode().state()).isEqualTo(Episode.State.STARTED);

        episodes.change(episode().episodeId(), e -> e.promoted("challenger", List.of(), clock.instant()));
        other.tick();
        assertThat(episode().state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(trainers).hasSize(1);
    }

    @Test
    void aTrainerWithoutASignOfLifeIsGoneForEveryReplica() throws Exception {
        new Replica().tick();
        clock.advance(Duration.ofSeconds(10));
        beats();
        Replica other = new Replica();

        clock.advance(GONE_AFTER);
        other.tick();
        assertThat(episode().state()).isEqualTo(Episode.State.STARTED);
        clock.advance(Duration.ofSeconds(1));
        other.tick();

        assertThat(episode().state()).isEqualTo(Episode.State.FAILED);
        assertThat(episode().reason()).contains("no heartbeat for PT3M1S", "driftway.retrain.gone-after");
        assertThat(other.counted("failed")).isEqualTo(1);
    }

    @Test
    void aTrainerThatNeverGaveASignIsGoneThatLongAfterItsStart() throws Exception {
        new Replica().tick();
        clock.advance(GONE_AFTER.plusSeconds(1));

        new Replica().tick();

        assertThat(episode().state()).isEqualTo(Episode.State.FAILED);
    }

    @Test
    void theParentTellsAtOnceWhatItsChildEndedWith() throws Exception {
        trainer = "exit 7";
        Replica parent = new Replica();

        await().atMost(PATIENCE).untilAsserted(() -> {
            parent.tick();
            assertThat(episode().state()).isEqualTo(Episode.State.FAILED);
        });

        assertThat(episode().reason()).isEqualTo("the trainer ended with exit code 7");
    }

    @Test
    void theWordOfATrainerThatWasTakenForGoneStands() throws Exception {
        Replica replica = new Replica();
        replica.tick();
        clock.advance(GONE_AFTER.plusSeconds(1));
        replica.tick();

        episodes.change(episode().episodeId(), e -> e.promoted("challenger", List.of(), clock.instant()));

        assertThat(episode().state()).isEqualTo(Episode.State.PROMOTED);
    }

    @Test
    void theTrainerGivesSignsOfLifeForItsOwnRunWhileItWorks() throws Exception {
        new Replica().tick();
        Instant before = clock.instant();
        String id = episode().episodeId();

        new Heartbeat(episodes, Duration.ofMillis(1), clock).during(id, () -> {
            assertThat(episode().heartbeatAt()).isEqualTo(before);
            clock.advance(Duration.ofMinutes(1));
            await().atMost(PATIENCE)
                    .until(() -> clock.instant().equals(episode().heartbeatAt()));
            episodes.change(id, e -> e.failed("taken for gone", clock.instant())
                    .again(clock.instant())
                    .started(clock.instant()));
            return episode();
        });

        assertThat(episode().run()).isEqualTo(2);
        assertThat(episode().heartbeatAt()).as("of another run").isNull();
    }

    @Test
    void anEpisodeOfAnEarlierVersionHasNoSignOfLifeAndOpens() {
        new RetrainStage(
                        new VerdictLog(store, format),
                        champions,
                        episodes,
                        new RetrainPolicy(Duration.ofHours(6), 4, 3),
                        clock)
                .reconcile();
        String written = new String(format.write(episode()), UTF_8);
        assertThat(written).contains("\"heartbeat_at\":null");

        Episode read = format.read(
                "episodes/old.json",
                written.replace(",\"heartbeat_at\":null", "").getBytes(UTF_8),
                Episode.class);

        assertThat(read).isEqualTo(episode());
    }
}
