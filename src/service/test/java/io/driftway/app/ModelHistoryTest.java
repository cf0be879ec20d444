package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.Labelled;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Limits;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.LabelledRows;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.lifecycle.Unpromotable;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Metric;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.RetrainStage;
import io.driftway.store.FolderStore;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHistoryTest {

    private static final GeneratedData DATA = new GeneratedData(1_500, 1);

    private static Bundle first;
    private static Bundle second;

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private ObjectStore store;
    private Champions champions;
    private ModelRegistry registry;
    private ModelHistory history;

    @BeforeAll
    static void twoModels() {
        first = train(1_500, 1);
        second = train(1_600, 2);
    }

    private static Bundle train(int rows, long seed) {
        Labelled labelled = Labelled.customers(rows, seed);
        return new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
    }

    @BeforeEach
    void aStoreWithAChampion() {
        store = new FolderStore(folder);
        champions = new Champions(store, new JsonRecords());
        registry = registry(champions);
        history = new ModelHistory(champions, registry, clock);
        registry.publishFirst(first);
    }

    private ModelRegistry registry(Champions of) {
        return new ModelRegistry(new ModelStore(store, new BundleFiles()), of, DriftSettings.NONE, clock);
    }

    private void promoteTheSecond() {
        registry.publish(second);
        history.promote(second.model().id(), "it is newer", "ann@desk");
    }

    private ChampionPointer champion() {
        return champions.current().orElseThrow().pointer();
    }

    @Test
    void aRollbackIsRecordedWithWhoAndWhy() {
        promoteTheSecond();

        Promotion back = history.rollback(null, "too many false alarms", "bob@desk");

        assertThat(champion().model()).isEqualTo(first.model().id());
        assertThat(champion().sequence()).isEqualTo(3);
        assertThat(history.promotions().entries().getLast()).isEqualTo(back);
        assertThat(back.who()).isEqualTo("bob@desk");
        assertThat(back.why()).isEqualTo("too many false alarms");
        assertThat(back.from().model()).isEqualTo(second.model().id());
        assertThat(back.metrics().of(Metric.AUC))
                .isEqualTo(first.model().manifest().metrics().of(Metric.AUC));
        assertThat(back.from().metrics().of(Metric.AUC))
                .isEqualTo(second.model().manifest().metrics().of(Metric.AUC));
    }

    @Test
    void aFormerChampionIsNamedByTheBeginningOfItsIdOrByItsPromotion() {
        promoteTheSecond();
        history.rollback("1", "why", "who");
        assertThat(champion().model()).isEqualTo(first.model().id());

        history.rollback(second.model().id().substring(0, 10), "why", "who");
        assertThat(champion().model()).isEqualTo(second.model().id());
    }

    private void refused(Runnable command, String... said) {
        ChampionPointer before = champion();
        assertThatThrownBy(command::run).isInstanceOf(Unpromotable.class).satisfies(refusal -> {
            assertThat(refusal.getMessage()).contains(said);
            assertThat(refusal.getMessage().lines()).hasSize(1);
        });
        assertThat(champion()).isEqualTo(before);
    }

    @Test
    void whatCannotBeIsOneClearLineAndChangesNothing() {
        refused(() -> history.rollback(null, "why", "who"), "no champion before this one", "--to");
        refused(() -> history.rollback("9", "why", "who"), "no promotion 9");
        refused(() -> history.rollback("zzz", "why", "who"), "no model", "zzz");
        refused(() -> history.promote(first.model().id(), "why", "who"), "the champion already");
        registry.publish(second);
        refused(() -> history.rollback(second.model().id(), "why", "who"), "never champion", "models promote");
        refused(() -> history.promote("", "why", "who"), "2 models begin with", "more of the id");
    }

    @Test
    void aBrokenModelIsVerifiedBeforeThePointerNamesIt() throws IOException {
        promoteTheSecond();
        Path trees = folder.resolve("models").resolve(first.model().id()).resolve("trees.json");
        byte[] whole = Files.readAllBytes(trees);
        Files.write(trees, java.util.Arrays.copyOf(whole, whole.length / 2));

        refused(() -> history.rollback(null, "why", "who"), "trees.json", "sha256");
    }

    @Test
    void aBrokenChampionCanBeRolledBackFrom() throws IOException {
        promoteTheSecond();
        Files.delete(folder.resolve("models").resolve(second.model().id()).resolve("trees.json"));

        history.rollback(null, "it is broken", "who");

        assertThat(champion().model()).isEqualTo(first.model().id());
    }

    /** Another person's change falls between this one's look at the pointer and its write. */
    @Test
    void whoLosesTheRaceIsToldAndChangesNothing() {
        promoteTheSecond();
        ObjectStore slow = new BeforeReplace(store, () -> history.rollback(null, "the quicker", "ann@desk"));
        Champions own = new Champions(slow, new JsonRecords());
        ModelHistory slower = new ModelHistory(own, registry(own), clock);

        assertThatThrownBy(() -> slower.rollback(null, "the slower", "bob@desk"))
                .isInstanceOf(Unpromotable.class)
                .hasMessageContaining("changed by somebody else meanwhile");
        assertThat(history.promotions().entries()).hasSize(3);
        assertThat(history.promotions().entries().getLast().why()).isEqualTo("the quicker");
    }

    private record BeforeReplace(ObjectStore store, Runnable first) implements ObjectStore {
        @Override
        public Optional<Stored> get(String key) {
            return store.get(key);
        }

        @Override
        public Optional<InputStream> open(String key, String etag) {
            return store.open(key, etag);
        }

        @Override
        public Optional<String> putIfAbsent(String key, byte[] content) {
            return store.putIfAbsent(key, content);
        }

        @Override
        public Optional<String> putIfMatch(String key, byte[] content, String etag) {
            first.run();
            return store.putIfMatch(key, content, etag);
        }

        @Override
        public List<Version> list(String prefix) {
            return store.list(prefix);
        }
    }

    // What a rollback means for retraining.

    private final Duration cooldown = Duration.ofHours(6);

    private RetrainStage reconciler() {
        return new RetrainStage(
                new VerdictLog(store, new JsonRecords()),
                champions,
                new Episodes(store, new JsonRecords()),
                new RetrainPolicy(cooldown, 4, 3),
                clock);
    }

    private void breach(int number) {
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, clock.instant());
        new Ledger(store, new JsonRecords(), new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock)
                .commit(new VerdictRecord(
                        blob.batchId(),
                        blob,
                        "sha",
                        champion(),
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

    private Episode retrain(Episode episode) {
        Retraining.Settings settings = new Retraining.Settings(
                new Gate(-0.2, 0.2, 0.2, 0.2, 0.2, 30, 5, 200, List.of(), 100, 0.2),
                new Trainer.Options(1, 1_000, Profile.MAX_CATEGORIES),
                false,
                false);
        return new Retraining(
                        new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), null, clock),
                        champions,
                        new Episodes(store, new JsonRecords()),
                        registry,
                        settings,
                        Retraining.Steps.UNWATCHED,
                        clock)
                .run(episode.episodeId());
    }

    @Test
    void aRollbackOutlivesTheNextRetrainingAndNothingIsStuck() {
        store.putIfAbsent(Keys.TRAINING + "original.csv", Labelled.customersCsv(1_500, 1));
        store.putIfAbsent(Keys.LABELLED + "batch.csv", DATA.batch(2, true, true));
        breach(1);
        Episode before = retrain(reconciler().reconcile().getFirst());
        String unwanted = before.challenger();
        assertThat(before.state()).isEqualTo(Episode.State.PROMOTED);

        history.rollback(null, "too many false alarms", "bob@desk");
        clock.advance(cooldown);
        assertThat(reconciler().reconcile())
                .as("breaches of its former term ask for nothing")
                .isEmpty();

        breach(2);
        Episode again = reconciler().reconcile().getFirst();
        assertThat(again.episodeId()).isNotEqualTo(before.episodeId());
        Episode ended = retrain(again);
        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.challenger()).isEqualTo(unwanted);
        assertThat(ended.reason()).contains("bob@desk", "too many false alarms", "add labelled rows", "models promote");
        assertThat(champion().model()).isEqualTo(first.model().id());

        store.putIfAbsent(Keys.LABELLED + "more.csv", DATA.batch(3, true, true));
        clock.advance(cooldown);
        breach(3);
        Episode third = retrain(reconciler().reconcile().getFirst());
        assertThat(third.state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(third.challenger()).isNotEqualTo(unwanted);
    }

    @Test
    void aRetrainingThatRanWhileItsChampionLeftAndReturnedIsOvertaken() {
        store.putIfAbsent(Keys.TRAINING + "original.csv", Labelled.customersCsv(1_500, 1));
        store.putIfAbsent(Keys.LABELLED + "batch.csv", DATA.batch(2, true, true));
        breach(1);
        Episode running = reconciler().reconcile().getFirst();
        promoteTheSecond();
        history.rollback(null, "why", "who");

        Episode ended = retrain(running);

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.reason()).isEqualTo("the champion was changed meanwhile");
        assertThat(champion().sequence()).isEqualTo(3);
    }

    @Test
    void aMalformedEntryIsNamed() {
        promoteTheSecond();
        store.putIfAbsent("promotions/00000009.json", "{".getBytes(UTF_8));

        assertThatThrownBy(() -> history.promotions()).hasMessageContaining("promotions/00000009.json");
    }
}
