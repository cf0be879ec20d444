package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.Labelled;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.stage.ChampionInService;
import io.driftway.store.FolderStore;
import io.driftway.support.Named;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The routes of the service as they ship, with several batches under way in one process. */
class ParallelBatchesTest {

    private static final int BATCHES = 12;

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext service(Path store, int parallelism, String policy) {
        ConfigurableApplicationContext service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + store,
                "--driftway.retrain.launcher=none",
                "--driftway.ingest.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.decision.policy=" + policy,
                "--driftway.ingest.parallelism=" + parallelism);
        service.getBean(ModelRegistry.class).publishFirst(bundle(800));
        return service;
    }

    private static Bundle bundle(int rows) {
        Labelled labelled = Labelled.customers(rows, 1);
        return new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
    }

    private static void promote(ConfigurableApplicationContext service, Bundle bundle) {
        service.getBean(ModelRegistry.class).publish(bundle);
        Champions champions = service.getBean(Champions.class);
        champions.replace(champions.current().orElseThrow(), Named.promotion(ModelRegistry.pointer(bundle, 2, null)));
        await().atMost(PATIENCE)
                .until(() -> service.getBean(ChampionInService.class)
                                .current()
                                .orElseThrow()
                                .pointer()
                                .sequence()
                        == 2);
    }

    /** Of different lengths, the oldest the longest; one of them is no batch. */
    private static void arrive(Path store) throws IOException {
        Path inbox = Files.createDirectories(store.resolve("incoming"));
        Path staged = Files.createDirectories(store.resolve("staged"));
        for (int i = 0; i < BATCHES; i++) {
            ByteArrayOutputStream csv = new ByteArrayOutputStream();
            new Customers(i).write(csv, i == 0 ? 20_000 : 300 + 50 * i, i < BATCHES / 2 ? 0 : 0.8, false);
            Path file = Files.write(
                    staged.resolve(i + ".csv"), i == 3 ? "nonsense\n1\n".getBytes(UTF_8) : csv.toByteArray());
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i)));
        }
        for (int i = 0; i < BATCHES; i++) {
            Files.move(staged.resolve(i + ".csv"), inbox.resolve("%02d.csv".formatted(i)));
        }
    }

    private static void endsAll(FolderStore store) {
        await().atMost(PATIENCE).until(() -> store.list(Keys.ENDED).size() == BATCHES);
        await().atMost(PATIENCE).until(() -> store.list(Keys.VERDICTS).size() == BATCHES - 1);
        assertThat(store.list(Keys.QUARANTINE)).hasSize(1);
    }

    private static void eachIsBegunOnce(FolderStore store) {
        assertThat(store.list("ledger/").stream()
                        .filter(version -> version.key().contains("/attempt-")))
                .as("each is begun once, and none fails")
                .hasSize(BATCHES);
    }

    private static Map<String, Verdict> verdicts(ConfigurableApplicationContext service, FolderStore store) {
        Ledger ledger = service.getBean(Ledger.class);
        Map<String, Verdict> byName = new HashMap<>();
        store.list(Keys.VERDICTS).stream()
                .map(version -> ledger.verdict(Keys.id(Keys.VERDICTS, version.key())))
                .flatMap(Optional::stream)
                .forEach(verdict -> byName.put(verdict.source().name(), verdict.judged()));
        return byName;
    }

    @Test
    void batchesAreUnderWayAtTheSameTimeAndEachKeepsWhatIsItsOwn() throws Exception {
        FolderStore store = new FolderStore(folder);
        Map<String, String> bodies = new ConcurrentHashMap<>();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(4);
        try (ConfigurableApplicationContext service = service(folder, 4, "threshold")) {
            AdviceWith.adviceWith(
                    service.getBean(CamelContext.class),
                    "score",
                    route -> route.weaveByToUri("direct:compare").before().process(exchange -> {
                        threads.add(Thread.currentThread().getName());
                        together.countDown();
                        assertThat(together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    }));
            AdviceWith.adviceWith(
                    service.getBean(CamelContext.class),
                    "decide",
                    route -> route.weaveById("commit-batch").after().process(exchange -> {
                        BlobVersion blob = exchange.getProperty("blob", BlobVersion.class);
                        Committed committed = exchange.getMessage().getBody(Committed.class);
                        bodies.put(blob.name(), committed.verdict().source().name());
                    }));
            arrive(folder);
            endsAll(store);
            eachIsBegunOnce(store);
        }
        assertThat(threads).hasSize(4).allMatch(thread -> thread.startsWith("batch-"));
        assertThat(bodies).hasSize(BATCHES - 1).allSatisfy((blob, verdict) -> assertThat(verdict)
                .isEqualTo(blob));
    }

    @Test
    void batchesThatAreUnderWayKeepTheirChampionWhileAnotherIsPromoted() throws Exception {
        FolderStore store = new FolderStore(folder);
        Set<String> underWay = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(4);
        CountDownLatch promoted = new CountDownLatch(1);
        try (ConfigurableApplicationContext service = service(folder, 4, "threshold")) {
            AdviceWith.adviceWith(
                    service.getBean(CamelContext.class),
                    "decode",
                    route -> route.weaveByToUri("direct:score").before().process(exchange -> {
                        if (promoted.getCount() > 0) {
                            underWay.add(exchange.getProperty("blob", BlobVersion.class)
                                    .name());
                            together.countDown();
                            assertThat(promoted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                    .isTrue();
                        }
                    }));
            arrive(folder);
            assertThat(together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            promote(service, bundle(900));
            promoted.countDown();
            endsAll(store);
            eachIsBegunOnce(store);
            Ledger ledger = service.getBean(Ledger.class);
            assertThat(store.list(Keys.VERDICTS).stream()
                            .map(version -> ledger.verdict(Keys.id(Keys.VERDICTS, version.key()))
                                    .orElseThrow()))
                    .allSatisfy(verdict -> {
                        long champion = underWay.contains(verdict.source().name()) ? 1 : 2;
                        assertThat(verdict.champion().sequence()).isEqualTo(champion);
                        assertThat(verdict.predictions())
                                .contains(verdict.champion().model());
                    });
        }
        assertThat(underWay).hasSize(4);
    }

    @Test
    void routesThatAreLoadedAgainWhileBatchesAreUnderWayLoseNone() throws Exception {
        FolderStore store = new FolderStore(folder);
        Path routes = Path.of("routes");
        String compare = Files.readString(routes.resolve("4-compare.camel.yaml"));
        CountDownLatch together = new CountDownLatch(4);
        CountDownLatch loaded = new CountDownLatch(1);
        try (ConfigurableApplicationContext service = service(folder, 4, "evidence")) {
            CamelContext camel = service.getBean(CamelContext.class);
            AdviceWith.adviceWith(camel, "score", route -> route.weaveByToUri("direct:compare")
                    .before()
                    .process(exchange -> {
                        together.countDown();
                        assertThat(loaded.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    }));
            arrive(folder);
            assertThat(together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            RouteReload reload = new RouteReload(camel, routes);
            try {
                for (int load = 1; store.list(Keys.ENDED).size() < BATCHES; load++) {
                    reload.changed(
                            "4-compare.camel.yaml", compare.replace("How far", "For the time " + load + " how far"));
                    loaded.countDown();
                }
            } finally {
                reload.destroy();
            }
            endsAll(store);
            assertThat(store.list("ledger/"))
                    .as("no batch is blamed for a route that was away")
                    .noneMatch(version -> version.key().contains("/charged-"));
        }
    }

    @Test
    void oneAtATimeAndFourAtATimeReachTheSameVerdictsByEvidence() throws Exception {
        Map<Integer, Map<String, Verdict>> reached = new HashMap<>();
        for (int parallelism : List.of(1, 4)) {
            Path folderOfRun = Files.createDirectories(folder.resolve("store-" + parallelism))
                    .resolve("store");
            Files.createDirectories(folderOfRun);
            FolderStore store = new FolderStore(folderOfRun);
            try (ConfigurableApplicationContext service = service(folderOfRun, parallelism, "evidence")) {
                arrive(folderOfRun);
                endsAll(store);
                eachIsBegunOnce(store);
                reached.put(parallelism, verdicts(service, store));
            }
        }
        // A batch has another id in another folder.
        assertThat(reached.get(4))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*evidence.batches.*")
                .isEqualTo(reached.get(1));
        assertThat(reached.get(1).values().stream()
                        .map(verdict -> verdict.evidence().window()))
                .as("batches are judged together")
                .anyMatch(window -> window > 1);
    }
}
