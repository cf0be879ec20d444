package io.driftway.crash;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.decision.Budget;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.TestTrainer;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.JsonRecords;
import io.driftway.invariant.Evidence;
import io.driftway.support.GeneratedSchema;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What outlives every process: a store with a champion, a cluster, and an account of what was seen. */
final class World {

    static final String CONTAINER = "memory";
    /** As {@code FolderInbox} calls the account of a store that has none. */
    static final String ACCOUNT = "folder";

    private static final int ROWS = 120;
    private static final GeneratedData DATA = new GeneratedData(ROWS, 3);
    private static final byte[] ORIGINAL = new GeneratedData(200, 1).batch(1, false, true);
    private static final byte[] NEWER = new GeneratedData(120, 2).batch(2, true, true);
    private static final Bundle FIRST = trained(ORIGINAL);
    private static final Bundle OTHER = trained(NEWER);

    final SettableClock clock = new SettableClock();
    final ObjectStore store = new MemoryStore(clock);
    final Cluster cluster = new Cluster(clock);
    private final Map<String, Integer> opened = new HashMap<>();
    private final Map<String, String> earlier = new HashMap<>();

    /** What decides in each life. */
    Policy policy = Policy.evidence(new Budget(1, 365, 1), 100);

    private Consumer<Life> meanwhile = life -> {};

    World() {
        TestTrainer.registry(store, clock).publishFirst(FIRST);
        store.putIfAbsent(Keys.TRAINING + "original.csv", ORIGINAL);
        store.putIfAbsent(Keys.LABELLED + "newer.csv", NEWER);
    }

    private static Bundle trained(byte[] labelled) {
        Schema schema = GeneratedSchema.of(labelled);
        Batch rows = (Batch) CsvReader.read("labelled", new ByteArrayInputStream(labelled), schema);
        return new BundleFiles()
                .write((Trained) Trainer.train(rows, schema, Trainer.Options.DEFAULT), DriftSettings.NONE);
    }

    void arrives(String name, byte[] content) {
        store.putIfAbsent("incoming/" + name, content);
        clock.advance(Duration.ofSeconds(3));
    }

    void overwritten(String name, byte[] content) {
        String key = "incoming/" + name;
        store.putIfMatch(key, content, store.get(key).orElseThrow().version().etag());
    }

    static byte[] batch(int number, boolean drifted) {
        return DATA.batch(number, drifted, false);
    }

    /** Too few rows for a verdict that means something. */
    static byte[] few(int number) {
        return new GeneratedData(20, 3).batch(number, false, false);
    }

    /** Has this happen once, between the scoring of a batch and its comparison. */
    void onceMeanwhile(Consumer<Life> event) {
        meanwhile = life -> {
            meanwhile = done -> {};
            event.accept(life);
        };
    }

    void meanwhile(Life life) {
        meanwhile.accept(life);
    }

    void publishAnother() {
        TestTrainer.registry(store, clock).publish(OTHER);
    }

    ChampionPointer another(long sequence, @Nullable String episode) {
        return new ChampionPointer(
                OTHER.model().id(),
                OTHER.baseline().referenceSha256(),
                OTHER.model().manifest().schema().sha256(),
                sequence,
                episode);
    }

    /** A person makes another model champion, as {@code driftway models promote} does. */
    void promoteAnother() {
        publishAnother();
        Champions champions = new Champions(store, new JsonRecords());
        Champions.Current current = champions.current().orElseThrow();
        champions.replace(current, Named.promotion(another(current.pointer().sequence() + 1, null)));
    }

    void opened(BlobVersion blob) {
        opened.merge(blob.batchId(), 1, Integer::sum);
    }

    /** Remembers the records that are there: they may not change any more. */
    void remember() {
        for (String prefix : List.of(Keys.ENDED, Keys.VERDICTS, Keys.QUARANTINE, Keys.PROMOTIONS)) {
            store.list(prefix).forEach(version -> store.get(version.key())
                    .ifPresent(stored -> earlier.putIfAbsent(version.key(), Sha256.of(stored.content()))));
        }
    }

    Evidence evidence() {
        return Evidence.of(store, ACCOUNT, CONTAINER)
                .withJobs(cluster.jobs())
                .withOpened(Map.copyOf(opened))
                .withEarlier(Map.copyOf(earlier));
    }
}
