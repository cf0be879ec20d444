package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Schema;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.RefusedChampion;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Scored;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.PromoteStage;
import io.driftway.store.FolderStore;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

/** A champion is swapped between two batches, never within one; and only for one that was verified. */
class HotSwapTest {

    private static final int SWAPS = 1_000;
    /** Of each thread, at least; swaps go on for as long as it takes. */
    private static final int BATCHES = 50;

    private static Bundle one;
    private static Bundle two;
    private static Batch rows;

    @TempDir
    private Path folder;

    private final ChampionInService inService = new ChampionInService();
    private Champions champions;
    private PromoteStage promote;
    private ModelRegistry registry;

    /** Two models of two schemas: the second does without the last feature of the first. */
    @BeforeAll
    static void twoModels() {
        Labelled labelled = Labelled.customers(600, 1);
        Schema all = labelled.schema();
        String left = all.features().getLast().name();
        Schema fewer = new Schema(
                all.fields().stream()
                        .filter(field -> !field.name().equals(left))
                        .toList(),
                all.positive());
        rows = labelled.batch();
        one = train(all);
        two = train(fewer);
    }

    private static Bundle train(Schema schema) {
        Batch batch = new Batch(
                rows.name(),
                rows.columns().stream()
                        .filter(column -> schema.field(column.name()).isPresent())
                        .toList(),
                rows.rows());
        return new BundleFiles()
                .write((Trained) Trainer.train(batch, schema, Trainer.Options.DEFAULT), DriftSettings.NONE);
    }

    @BeforeEach
    void aChampionInService() {
        FolderStore store = new FolderStore(folder);
        champions = new Champions(store, new JsonRecords());
        registry = new ModelRegistry(
                new ModelStore(store, new BundleFiles()), champions, DriftSettings.NONE, Clock.systemUTC());
        promote = new PromoteStage(champions, registry::load, inService);
        registry.publish(two);
        registry.publishFirst(one);
    }

    private void point(Bundle bundle) {
        Champions.Current current = champions.current().orElseThrow();
        assertThat(champions.replace(
                        current,
                        Named.promotion(
                                ModelRegistry.pointer(bundle, current.pointer().sequence() + 1, null))))
                .isTrue();
    }

    @Test
    void aThousandSwapsUnderLoadMixNothingHoldNothingUpAndLeaveNothingBehind() throws Exception {
        promote.notice();
        Map<String, float[]> expected = new HashMap<>();
        for (Bundle bundle : List.of(one, two)) {
            expected.put(bundle.model().id(), bundle.model().score(rows).probabilities());
        }
        // A store in memory: what is measured is the swap, not the disk.
        Map<String, Bundle> read = Map.of(one.model().id(), one, two.model().id(), two);
        Champions inMemory = new Champions(new MemoryStore(Clock.systemUTC()), new JsonRecords());
        inMemory.first(Named.promotion(ModelRegistry.pointer(one, 1, null)));
        CountDownLatch busy = new CountDownLatch(2);
        AtomicBoolean ended = new AtomicBoolean();
        List<WeakReference<Champion>> former = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            List<Future<Worked>> work = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                work.add(workers.submit(() -> work(expected, busy, ended)));
            }
            long sequence = 1;
            try {
                for (int i = 0;
                        i < SWAPS || (busy.getCount() > 0 && work.stream().noneMatch(Future::isDone));
                        i++) {
                    Bundle next = i % 2 == 0 ? two : one;
                    sequence++;
                    former.add(new WeakReference<>(swap(next, sequence, read, inMemory)));
                    Thread.sleep(1);
                }
            } finally {
                ended.set(true);
            }
            for (Future<Worked> worked : work) {
                assertThat(worked.get().batches())
                        .as("batches scored meanwhile")
                        .isGreaterThanOrEqualTo(BATCHES);
                assertThat(worked.get().models()).as("both were in service").isEqualTo(2);
                assertThat(worked.get().waits()).as("waits for a champion").isZero();
            }
        }
        areCollected(former);
    }

    private Champion swap(Bundle next, long sequence, Map<String, Bundle> read, Champions inMemory) {
        ChampionPointer pointer = ModelRegistry.pointer(next, sequence, null);
        Champions.Current current = inMemory.current().orElseThrow();
        assertThat(inMemory.replace(current, Named.promotion(pointer))).isTrue();
        PromoteStage stage = new PromoteStage(inMemory, wanted -> load(wanted, read), inService);
        Champion swapped = (Champion) stage.notice();
        assertThat(inService.current().orElseThrow()).isSameAs(swapped);
        return swapped;
    }

    /** A new value each time; every tenth is parsed anew from the bytes, all of it. */
    private static Champion load(ChampionPointer pointer, Map<String, Bundle> read) {
        Bundle known = read.get(pointer.model());
        Bundle fresh = pointer.sequence() % 10 == 0 ? new BundleFiles().read("model", known.files()) : known;
        return new Champion(fresh.model(), fresh.baseline(), DriftOptions.DEFAULT, pointer.sequence());
    }

    private record Worked(int batches, int models, long waits) {}

    private Worked work(Map<String, float[]> expected, CountDownLatch busy, AtomicBoolean ended) {
        Pipeline pipeline = new Pipeline(new BatchFormats());
        BlobVersion blob = new BlobVersion("a", "c", "incoming/b", "0x1", 1, Instant.EPOCH);
        List<String> met = new ArrayList<>();
        long waits = 0;
        while (!ended.get()) {
            long before = waits();
            Champion champion = inService.current().orElseThrow();
            waits += waits() - before;
            Compared compared = pipeline.compare(pipeline.score(new IncomingBatch(blob, "sha", rows, champion)));
            met.add(((Scored) compared.rows()).scores().modelId());
            if (met.size() == BATCHES) {
                busy.countDown();
            }
            assertThat(((Scored) compared.rows()).scores().probabilities())
                    .isEqualTo(expected.get(champion.model().id()));
            assertThat(champion.baseline().modelId()).isEqualTo(champion.model().id());
            assertThat(champion.baseline().referenceSha256())
                    .isEqualTo(champion.model().manifest().referenceSha256());
            assertThat(compared.data().scores())
                    .hasSize(champion.schema().features().size());
        }
        return new Worked(met.size(), (int) met.stream().distinct().count(), waits);
    }

    /** How often this thread has waited, for a lock or for anything else. */
    private static long waits() {
        ThreadInfo self = ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().threadId());
        return self.getBlockedCount() + self.getWaitedCount();
    }

    /** A collection may take its time; a champion that something holds stays whatever is waited for. */
    private static void areCollected(List<WeakReference<Champion>> former) {
        await("champions still in memory").atMost(PATIENCE).until(() -> {
            System.gc();
            return former.stream().filter(champion -> champion.get() != null).count() <= 2;
        });
    }

    private Path file(Bundle bundle, String name) {
        return folder.resolve("models").resolve(bundle.model().id()).resolve(name);
    }

    private void isRefusedAndTheLastGoodOneStays(String fault) {
        Object noticed = promote.notice();

        assertThat(noticed).isInstanceOfSatisfying(RefusedChampion.class, refused -> {
            assertThat(refused.sequence()).isEqualTo(2);
            assertThat(refused.fault()).contains(fault);
            assertThat(refused.fault().lines()).hasSize(1);
        });
        assertThat(promote.notice()).as("one fault is told once").isNull();
        assertThat(inService.current().orElseThrow().model().id())
                .isEqualTo(one.model().id());
        assertThat(new PageConfiguration().champion(inService).health().getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void aCorruptBundleIsRefusedUntilItIsRestored() throws IOException {
        promote.notice();
        point(two);
        byte[] whole = Files.readAllBytes(file(two, Bundle.TREES));
        byte[] corrupt = whole.clone();
        corrupt[corrupt.length / 2] ^= 1;
        Files.write(file(two, Bundle.TREES), corrupt);
        isRefusedAndTheLastGoodOneStays("trees.json: the content is not what manifest.json names");

        Files.write(file(two, Bundle.TREES), whole);
        assertThat(promote.notice()).isInstanceOf(Champion.class);
        assertThat(inService.current().orElseThrow().model().id())
                .isEqualTo(two.model().id());
    }

    @Test
    void aTruncatedBundleIsRefused() throws IOException {
        promote.notice();
        point(two);
        byte[] whole = Files.readAllBytes(file(two, Bundle.REFERENCE));
        Files.write(file(two, Bundle.REFERENCE), Arrays.copyOf(whole, whole.length - 1));
        isRefusedAndTheLastGoodOneStays("reference.json");
    }

    @Test
    void aBundleThatIsNotThereIsRefused() throws IOException {
        promote.notice();
        point(two);
        Files.delete(file(two, Bundle.MANIFEST));
        isRefusedAndTheLastGoodOneStays("there is no manifest.json");
    }

    @Test
    void anOversizedBundleIsRefusedUnread() throws IOException {
        promote.notice();
        point(two);
        try (RandomAccessFile trees =
                new RandomAccessFile(file(two, Bundle.TREES).toFile(), "rw")) {
            trees.setLength(4L << 30);
        }
        isRefusedAndTheLastGoodOneStays("4294967296 bytes are more than the limit");
    }

    @Test
    void aBundleOfAnotherModelIsRefused() throws IOException {
        promote.notice();
        point(two);
        for (String name : one.files().keySet()) {
            Files.write(file(two, name), one.files().get(name));
        }
        isRefusedAndTheLastGoodOneStays("the bundle holds others");
    }

    @Test
    void aPointerThatCannotBeReadIsRefused() throws IOException {
        promote.notice();
        Files.writeString(folder.resolve(Keys.CHAMPION), "{\"model\":");

        assertThat(promote.notice())
                .isInstanceOfSatisfying(RefusedChampion.class, refused -> assertThat(refused.fault())
                        .contains(Keys.CHAMPION));
        assertThat(promote.notice()).isNull();
        assertThat(inService.current().orElseThrow().model().id())
                .isEqualTo(one.model().id());
    }

    @Test
    void anotherFaultIsToldAgain() throws IOException {
        promote.notice();
        point(two);
        Files.delete(file(two, Bundle.TREES));
        assertThat(promote.notice()).isInstanceOf(RefusedChampion.class);
        Files.delete(file(two, Bundle.MANIFEST));
        assertThat(promote.notice()).isInstanceOf(RefusedChampion.class);
        assertThat(promote.notice()).isNull();
    }

    @Test
    void withNoGoodChampionTheServiceIsNotReady() throws IOException {
        Files.delete(file(one, Bundle.TREES));

        assertThat(promote.notice()).isInstanceOf(RefusedChampion.class);
        assertThat(new PageConfiguration().champion(inService).health().getStatus())
                .isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void aRefusalIsCounted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new Publisher(
                        meters,
                        new FeatureGauges(meters),
                        new ModelInfo(new PrometheusRegistry()),
                        new PredictedProbabilities(new PrometheusRegistry()),
                        Clock.systemUTC())
                .refused(new RefusedChampion(2, "broken"));

        assertThat(meters.get("driftway.model.promotions")
                        .tag("result", "refused")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
