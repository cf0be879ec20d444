package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import io.driftway.invariant.Checker;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas that turn the same verdict into a Job at the same instant, while a fifth of the answers to them is lost. */
@ExtendWith(Quiet.class)
class JobRacesTest {

    private static final int RACES = Integer.getInteger("crash.races", 50);
    private static final int REPLICAS = 3;

    private final World world = new World();
    private final JsonRecords format = new JsonRecords();
    private final Episodes episodes = new Episodes(world.store, format);
    private final Ledger ledger =
            new Ledger(world.store, format, new ClaimRules("a", 5, 20, Duration.ZERO), world.clock);
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesMixedDispatcher(new HashMap<>()), false);
    private final List<Reconciler> replicas = new ArrayList<>();
    private KubernetesClient cluster;

    @BeforeEach
    void replicasOfOneService() throws Exception {
        server.init(InetAddress.getLoopbackAddress(), 0);
        cluster = server.createClient();
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new Reconciler(world.store, cluster, world.clock, i));
        }
    }

    @AfterEach
    void end() {
        replicas.forEach(Reconciler::close);
        cluster.close();
        server.destroy();
    }

    private List<Job> jobs() {
        return cluster.batch().v1().jobs().inAnyNamespace().list().getItems();
    }

    private void aVerdictAsks(int number) {
        ChampionPointer champion =
                new Champions(world.store, format).current().orElseThrow().pointer();
        BlobVersion blob =
                new BlobVersion(World.ACCOUNT, World.CONTAINER, "incoming/" + number, "gone", 1, Instant.EPOCH);
        ledger.claim(blob);
        ledger.commit(new VerdictRecord(
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
                world.clock.instant()));
    }

    @Test
    void ofAllWhoCreateTheJobOfAnEpisodeAtOnceOneDoes() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(REPLICAS)) {
            CyclicBarrier start = new CyclicBarrier(REPLICAS);
            for (int race = 1; race <= RACES; race++) {
                aVerdictAsks(race);
                List<Future<?>> runs = new ArrayList<>();
                for (Reconciler replica : replicas) {
                    runs.add(threads.submit((Callable<Void>) () -> {
                        start.await();
                        replica.reconcile();
                        return null;
                    }));
                }
                for (Future<?> run : runs) {
                    run.get();
                }
                assertThat(jobs()).as("after race " + race).hasSize(race);
                Episode running = episodes.all().stream()
                        .filter(episode -> !episode.ended())
                        .findFirst()
                        .orElseThrow();
                assertThat(running.state()).isEqualTo(Episode.State.STARTED);
                episodes.change(running.episodeId(), e -> e.failed("for the next race", world.clock.instant()));
                world.clock.advance(Duration.ofMinutes(1));
                world.promoteAnother();
            }
        }

        assertThat(replicas).allSatisfy(replica -> assertThat(replica.lost()).isGreaterThan(RACES / 10));
        assertThat(Checker.violations(world.evidence().withJobs(jobs()))).isEmpty();
    }
}
