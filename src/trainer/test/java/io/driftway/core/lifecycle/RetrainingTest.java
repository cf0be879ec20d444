package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.GateCheck;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.TrainingResult;
import io.driftway.demo.Customers;
import io.driftway.demo.GeneratedData;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.GeneratedSchema;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RetrainingTest {

    private static final GeneratedData DATA = new GeneratedData(1_500, 1);

    private static byte[] original;
    private static Bundle first;

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Champions champions = new Champions(store, new JsonRecords());
    private final Episodes episodes = new Episodes(store, new JsonRecords());
    private final ModelRegistry registry =
            new ModelRegistry(new ModelStore(store, new BundleFiles()), champions, DriftSettings.NONE, clock);

    private Episode episode;

    @BeforeAll
    static void aFirstModel() {
        original = DATA.batch(1, false, true);
        Schema schema = GeneratedSchema.of(original);
        Batch rows = (Batch) CsvReader.read("original", new ByteArrayInputStream(original), schema);
        first = new BundleFiles()
                .write((Trained) Trainer.train(rows, schema, Trainer.Options.DEFAULT), DriftSettings.NONE);
    }

    @BeforeEach
    void aChampionAndABreach() {
        registry.publishFirst(first);
        store.putIfAbsent(Keys.TRAINING + "original.csv", original);
        clock.advance(Duration.ofMinutes(1));
        store.putIfAbsent(Keys.LABELLED + "batch.csv", DATA.batch(2, true, true));
        ChampionPointer pointer = champions.current().orElseThrow().pointer();
        episode = Episode.request(
                pointer.model(), pointer.reference(), pointer.sequence(), "batch", null, clock.instant());
        episodes.open(episode);
    }

    private Retraining retraining(double aucMargin) {
        return retraining(aucMargin, 100);
    }

    private Retraining retraining(double aucMargin, long minimumRows) {
        return retraining(episodes, aucMargin, minimumRows);
    }

    /** Its challengers are trained and never pass. */
    private Retraining retrainingWithTooFewOfAClass() {
        return retraining(store, episodes, settings(0.05, 100, 10_000, 1, false, false), Trainer::prepare);
    }

    private Retraining retraining(Episodes episodes, double aucMargin, long minimumRows) {
        return retraining(store, episodes, settings(aucMargin, minimumRows, 1, false), Trainer::prepare);
    }

    private Retraining retraining(
            MemoryStore labelled, Episodes episodes, Retraining.Settings settings, Retraining.Training training) {
        return new Retraining(
                new LabelledRows(labelled, new BatchFormats(Limits.ANY_LENGTH), Duration.ofDays(30), clock),
                champions,
                episodes,
                registry,
                settings,
                Retraining.Steps.UNWATCHED,
                clock,
                training);
    }

    private static Retraining.Settings settings(
            double aucMargin, long minimumRows, long seed, boolean replaceImported) {
        return settings(aucMargin, minimumRows, seed, replaceImported, false);
    }

    private static Retraining.Settings settings(
            double aucMargin, long minimumRows, long seed, boolean replaceImported, boolean approval) {
        return settings(aucMargin, minimumRows, 20, seed, replaceImported, approval);
    }

    private static Retraining.Settings settings(
            double aucMargin,
            long minimumRows,
            long minimumClassRows,
            long seed,
            boolean replaceImported,
            boolean approval) {
        return new Retraining.Settings(
                new Gate(
                        -aucMargin,
                        aucMargin,
                        aucMargin,
                        aucMargin,
                        aucMargin,
                        minimumRows,
                        minimumClassRows,
                        200,
                        List.of("contract"),
                        100,
                        0.2),
                new Trainer.Options(seed, 1_000, Profile.MAX_CATEGORIES),
                replaceImported,
                approval);
    }

    private static Supplier<TrainingResult> mustNotTrain(Batch labelled, Schema schema, Trainer.Options options) {
        throw new AssertionError("trained on " + labelled.rows() + " rows");
    }

    /** A store of labelled rows where nothing came since the champion was trained. */
    private MemoryStore onlyTheOriginal() {
        MemoryStore labelled = new MemoryStore(clock);
        labelled.putIfAbsent(Keys.TRAINING + "original.csv", original);
        return labelled;
    }

    @Test
    void aChallengerThatIsNotWorseBecomesChampionWithItsOwnReference() {
        Episode ended = retraining(0.05).run(episode.episodeId());

        ChampionPointer now = champions.current().orElseThrow().pointer();
        assertThat(ended.state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(now.model())
                .isEqualTo(ended.challenger())
                .isNotEqualTo(first.model().id());
        assertThat(now.reference()).isNotEqualTo(first.baseline().referenceSha256());
        assertThat(now.sequence()).isEqualTo(2);
        assertThat(registry.load(now).baseline().reference().rows()).isEqualTo(1_000);
    }

    @Test
    void whatTheGateFoundIsKeptWithTheEpisode() {
        Episode ended = retraining(0.05).run(episode.episodeId());

        assertThat(ended.checks())
                .extracting(GateCheck::name)
                .containsExactly(
                        "schema", "output", "rows", "auc", "log_loss", "brier", "calibration", "slice contract");
        assertThat(episodes.find(episode.episodeId()).orElseThrow().checks()).isEqualTo(ended.checks());
    }

    @Nested
    class WithApproval {

        private final Approvals approvals =
                new Approvals(champions, episodes, new ModelHistory(champions, registry, clock), clock);

        private Episode waiting;

        @BeforeEach
        void aChallengerThatPassedTheGate() {
            waiting = retraining(store, episodes, settings(0.05, 100, 1, false, true), Trainer::prepare)
                    .run(episode.episodeId());
        }

        private ChampionPointer champion() {
            return champions.current().orElseThrow().pointer();
        }

        @Test
        void theChampionStaysAndTheChallengerIsInTheStore() {
            assertThat(waiting.state()).isEqualTo(Episode.State.AWAITING_APPROVAL);
            assertThat(waiting.checks()).isNotEmpty().allMatch(GateCheck::passed);
            assertThat(champion().sequence()).isEqualTo(1);
            assertThat(registry.models()).contains(waiting.challenger());
        }

        @Test
        void anApprovalMakesItChampionOnceAndIsRecordedInEpisodeAndLedger() {
            clock.advance(Duration.ofDays(1));
            Promotion promotion =
                    approvals.approve(waiting.episodeId().substring(0, 12), "the spring campaign", "ann@desk");

            assertThat(champion().model()).isEqualTo(waiting.challenger());
            assertThat(champions.history().entries().getLast()).isEqualTo(promotion);
            assertThat(promotion.who()).isEqualTo("ann@desk");
            assertThat(promotion.why()).isEqualTo("the spring campaign");
            assertThat(promotion.episode()).isEqualTo(waiting.episodeId());
            assertThat(promotion.checks()).isEqualTo(waiting.checks());
            Episode approved = episodes.find(waiting.episodeId()).orElseThrow();
            assertThat(approved.state()).isEqualTo(Episode.State.PROMOTED);
            assertThat(approved.decision())
                    .isEqualTo(new Episode.Decision(true, "ann@desk", "the spring campaign", clock.instant()));
            assertThat(approved.endedAt()).as("the run, not the decision").isEqualTo(waiting.endedAt());

            assertThatThrownBy(() -> approvals.approve(waiting.episodeId(), "again", "bob@desk"))
                    .isInstanceOf(Unpromotable.class)
                    .hasMessageContaining("does not await approval: approved by ann@desk");
            assertThatThrownBy(() -> approvals.reject(waiting.episodeId(), "no", "bob@desk"))
                    .hasMessageContaining("does not await approval: approved by ann@desk");
            assertThat(champion().sequence()).isEqualTo(2);
        }

        @Test
        void aRejectionKeepsTheChampionAndIsRecorded() {
            Episode rejected = approvals.reject(waiting.episodeId(), "too early", "ann@desk");

            assertThat(rejected).isEqualTo(episodes.find(waiting.episodeId()).orElseThrow());
            assertThat(rejected.state()).isEqualTo(Episode.State.REJECTED);
            assertThat(rejected.reason()).isEqualTo("rejected by ann@desk: too early");
            assertThat(champion().sequence()).isEqualTo(1);
            assertThatThrownBy(() -> approvals.approve(waiting.episodeId(), "yes", "bob@desk"))
                    .hasMessageContaining("does not await approval: rejected by ann@desk");
            assertThat(champion().sequence()).isEqualTo(1);
        }

        @Test
        void anApprovalAfterTheChampionWasChangedIsRefusedAndDecidesNothing() {
            champions.replace(
                    champions.current().orElseThrow(),
                    Named.promotion(new ChampionPointer("f".repeat(64), "reference", "schema", 2, null)));

            assertThatThrownBy(() -> approvals.approve(waiting.episodeId(), "yes", "ann@desk"))
                    .isInstanceOf(Unpromotable.class)
                    .hasMessageContaining("was changed meanwhile, nothing is done");
            assertThat(champion().sequence()).isEqualTo(2);
            assertThat(episodes.find(waiting.episodeId())).contains(waiting);
        }

        /** A command that died right after its decision was kept, and one that died right after it had moved the pointer. */
        @Test
        void anApprovalThatWasCutShortIsDoneByTheNextCommandUnderTheFirstDecision() {
            Episode.Decision decision = new Episode.Decision(true, "ann@desk", "yes", clock.instant());
            episodes.change(waiting.episodeId(), e -> e.decided(decision));

            assertThatThrownBy(() -> approvals.approve(waiting.episodeId(), "yes too", "bob@desk"))
                    .hasMessageContaining("was approved by ann@desk already: promotion 2");
            assertThat(champions.history().entries().getLast().who()).isEqualTo("ann@desk");
            assertThat(champion().model()).isEqualTo(waiting.challenger());

            Episodes cutShort = new Episodes(new MemoryStore(clock), new JsonRecords());
            cutShort.open(waiting.decided(decision));
            Approvals next = new Approvals(champions, cutShort, new ModelHistory(champions, registry, clock), clock);
            assertThatThrownBy(() -> next.approve(waiting.episodeId(), "yes too", "bob@desk"))
                    .hasMessageContaining("was approved by ann@desk already: promotion 2");
            assertThat(cutShort.all()).extracting(Episode::state).containsExactly(Episode.State.PROMOTED);
            assertThat(champion().sequence()).isEqualTo(2);
        }

        @Test
        void anEpisodeThatIsNotThereOrNotWaitingIsSaid() {
            assertThatThrownBy(() -> approvals.approve("no-such", "yes", "ann@desk"))
                    .hasMessage("no episode in the store begins with no-such; the status page shows them");
            Episodes others = new Episodes(new MemoryStore(clock), new JsonRecords());
            others.open(episode);
            Approvals ofOthers = new Approvals(champions, others, new ModelHistory(champions, registry, clock), clock);
            assertThatThrownBy(() -> ofOthers.reject(episode.episodeId(), "no", "ann@desk"))
                    .hasMessageContaining("does not await approval: it is requested");
        }
    }

    /** What is asked for stands in the check's sentence. */
    @Test
    void aGainIsAskedForUnlessLabelsHaveShownThatTheChampionFails() {
        assertThat(auc(undecided(episode))).doesNotContain("is allowed");
        assertThat(auc(undecided(episode.askedBy("batch", null, Cause.CONCEPT.code()))))
                .contains("is allowed");
    }

    /** One that changes no champion, whatever comes of it. */
    private Episode undecided(Episode asked) {
        return retraining(
                        store,
                        new Episodes(new MemoryStore(clock), new JsonRecords()),
                        settings(0, 100, 1, false, true),
                        Trainer::prepare)
                .run(asked);
    }

    private static String auc(Episode ended) {
        return ended.checks().stream()
                .filter(check -> check.name().equals("auc"))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    @Test
    void aChallengerThatDoesNotPassIsRejectedWithItsReasonsAndChecks() {
        Episode ended = retrainingWithTooFewOfAClass().run(episode.episodeId());

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.challenger()).isNotNull();
        assertThat(ended.reason())
                .matches("too few to judge by: \\d{3,4} held-out rows, .* at least 100 are needed, 10000 of each class;"
                        + " another run needs a newer breach and 100 labelled rows newer than these");
        assertThat(ended.checks())
                .filteredOn(check -> !check.passed())
                .extracting(GateCheck::reason)
                .singleElement()
                .satisfies(reason -> assertThat(ended.reason()).startsWith(reason));
        assertThat(champions.current().orElseThrow().pointer().model())
                .isEqualTo(first.model().id());
    }

    @Test
    void anEpisodeOfAnOlderReleaseHasNoChecks() {
        String json = new String(new JsonRecords().write(episode), StandardCharsets.UTF_8);
        String older = json.replace(",\"checks\":[]", "").replace(",\"rows\":[],\"files\":null,\"decision\":null", "");

        assertThat(older).isNotEqualTo(json);
        assertThat(new JsonRecords()
                        .read("episode", older.getBytes(StandardCharsets.UTF_8), Episode.class)
                        .checks())
                .isEmpty();
    }

    /** Otherwise chance replaces the champion: the seed of a retraining is another than that of the first training. */
    @Test
    void theRowsOfTheChampionAreNotTrainedOnAgain() {
        Retraining retraining =
                retraining(onlyTheOriginal(), episodes, settings(0.05, 100, 42, false), RetrainingTest::mustNotTrain);

        Episode ended = retraining.run(episode.episodeId());

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.reason())
                .matches(
                        "needs labelled rows newer than [0-9-]+; 0 of 100 there; put them under training/ or labelled/.*");
        assertThat(champions.current().orElseThrow().pointer().sequence()).isEqualTo(1);
    }

    @Test
    void aRetrainedChampionsRowsAreNotTrainedOnAgainEitherInWhateverFilesTheyCome() {
        retraining(0.05).run(episode.episodeId());
        ChampionPointer champion = champions.current().orElseThrow().pointer();
        Episode next = Episode.request(
                champion.model(), champion.reference(), champion.sequence(), "batch", null, clock.instant());
        episodes.open(next);
        clock.advance(Duration.ofMinutes(1));
        store.putIfAbsent(Keys.LABELLED + "original-again.csv", original);

        Episode ended = retraining(store, episodes, settings(0.05, 100, 42, false), RetrainingTest::mustNotTrain)
                .run(next.episodeId());

        assertThat(ended.reason()).contains("0 of 100 there");
        assertThat(champions.current().orElseThrow().pointer()).isEqualTo(champion);
    }

    @Test
    void rowsThatAChallengerWasRejectedOnAreNotTrainedOnAgain() {
        Episode rejected = retrainingWithTooFewOfAClass().run(episode.episodeId());
        assertThat(rejected.challenger()).isNotNull();

        Episode again = retraining(store, episodes, settings(0.05, 100, 42, false), RetrainingTest::mustNotTrain)
                .run(rejected.again(clock.instant()));

        assertThat(again.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(again.reason()).contains("0 of 100 there");
    }

    @Test
    void aFileThatRepeatsKnownRowsCountsByItsNewRowsAlone() {
        MemoryStore labelled = onlyTheOriginal();
        labelled.putIfAbsent(Keys.LABELLED + "grown.csv", grown(99));

        Episode tooFew = retraining(labelled, episodes, settings(0.05, 100, 42, false), RetrainingTest::mustNotTrain)
                .run(episode);
        assertThat(tooFew.reason()).contains("99 of 100 there");

        labelled.putIfAbsent(Keys.LABELLED + "grown-more.csv", grown(100));
        Episode enough = retraining(labelled, episodes, settings(0.05, 100, 42, false), Trainer::prepare)
                .run(tooFew.again(clock.instant()));
        assertThat(enough.challenger()).isNotNull();
    }

    /** The rows of the champion and so many more. */
    private static byte[] grown(int more) {
        List<String> rows = new String(DATA.batch(2, true, true), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .limit(more)
                .toList();
        return (new String(original, StandardCharsets.UTF_8) + String.join("\n", rows) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPersonMayHaveTheSameRowsTrainedOnAgainButTheChallengerMustBeBetter() {
        Episode ended = retraining(onlyTheOriginal(), episodes, settings(0, 100, 42, false), Trainer::prepare)
                .runByHand(episode);

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.challenger()).isNotNull();
        assertThat(ended.checks())
                .filteredOn(check -> !check.passed())
                .extracting(GateCheck::reason)
                .anySatisfy(reason -> assertThat(reason).contains("a gain of at least"));
    }

    @Test
    void aChallengerThatIsTheChampionIsRejected() {
        String challenger = retraining(0.05).run(episode.episodeId()).challenger();
        ChampionPointer champion = champions.current().orElseThrow().pointer();

        Episode ended = retraining(0.05)
                .runByHand(Episode.request(
                        champion.model(), champion.reference(), champion.sequence(), null, null, clock.instant()));

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.challenger()).isEqualTo(challenger);
        assertThat(ended.reason())
                .startsWith("the rows in the store give the champion again; put newer labelled rows under");
        assertThat(champions.current().orElseThrow().pointer()).isEqualTo(champion);
    }

    @Test
    void anImportedChampionIsReplacedOnlyWhereTheSettingSaysSo() {
        Manifest manifest = first.model().manifest();
        Bundle imported = new BundleFiles()
                .write(
                        first.files().get(Bundle.ONNX),
                        manifest.schema(),
                        new Training(
                                "onnx", new TreeMap<>(), manifest.training().dataSha256(), 0, 1, 1),
                        manifest.metrics(),
                        manifest.calibration(),
                        manifest.importance(),
                        first.baseline().reference(),
                        ReferenceFacts.NONE,
                        DriftSettings.NONE);
        registry.publish(imported);
        champions.replace(champions.current().orElseThrow(), Named.promotion(ModelRegistry.pointer(imported, 2, null)));
        ChampionPointer champion = champions.current().orElseThrow().pointer();
        Episode asked = Episode.request(champion.model(), champion.reference(), 2, "batch", null, clock.instant());

        Episode kept = retraining(store, episodes, settings(0.05, 100, 1, false), RetrainingTest::mustNotTrain)
                .run(asked);
        assertThat(kept.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(kept.reason())
                .isEqualTo("the champion is an imported model, which a retraining replaces only where"
                        + " driftway.retrain.replace-imported is true");

        assertThat(retraining(store, episodes, settings(0.05, 100, 1, true), Trainer::prepare)
                        .run(kept.again(clock.instant()))
                        .state())
                .isEqualTo(Episode.State.PROMOTED);
    }

    @Test
    void aRepeatChangesNothing() {
        retraining(0.05).run(episode.episodeId());
        store.log().clear();

        assertThat(retraining(0.05).run(episode.episodeId()).state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(store.log()).noneMatch(call -> call.startsWith("put") || call.startsWith("replace"));
    }

    @Test
    void anEpisodeThatNobodyOpenedIsRecordedAtItsEnd() {
        Episodes none = new Episodes(new MemoryStore(clock), new JsonRecords());

        Episode ended = retraining(none, 0.05, 100).run(episode);

        assertThat(ended.state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(none.all()).containsExactly(ended);
    }

    @Test
    void anotherRunOfAnEndedEpisodeIsRecordedAtItsEnd() {
        Episode rejected = retrainingWithTooFewOfAClass().run(episode.episodeId());
        store.putIfAbsent(Keys.LABELLED + "newer.csv", DATA.batch(3, true, true));

        Episode again = retraining(0.05).run(rejected.again(clock.instant()));

        assertThat(again.state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(again.run()).isEqualTo(2);
        assertThat(episodes.all()).containsExactly(again);
    }

    @Test
    void aTrainerKilledAfterItMovedThePointerIsSeenAsPromotedByTheNext() {
        String challenger = retraining(0.05).run(episode.episodeId()).challenger();
        MemoryStore before = new MemoryStore(clock);
        Episodes unnoted = new Episodes(before, new JsonRecords());
        unnoted.open(episode);
        Retraining next = new Retraining(
                new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), null, clock),
                champions,
                unnoted,
                registry,
                null,
                Retraining.Steps.UNWATCHED,
                clock);

        assertThat(next.run(episode.episodeId()).challenger()).isEqualTo(challenger);
    }

    @Test
    void aChampionChangedByHandMeanwhileStays() {
        ChampionPointer byHand = new ChampionPointer("f".repeat(64), "reference", "schema", 2, null);
        champions.replace(champions.current().orElseThrow(), Named.promotion(byHand));

        Episode ended = retraining(0.05).run(episode.episodeId());

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.reason()).isEqualTo("the champion was changed meanwhile");
        assertThat(champions.current().orElseThrow().pointer()).isEqualTo(byHand);
    }

    @Test
    void withoutLabelledRowsNothingIsTrainedAndTheRemedyIsSaid() {
        MemoryStore empty = new MemoryStore(clock);
        Retraining retraining = new Retraining(
                new LabelledRows(empty, new BatchFormats(Limits.ANY_LENGTH), Duration.ofDays(30), clock),
                champions,
                episodes,
                registry,
                null,
                Retraining.Steps.UNWATCHED,
                clock);

        Episode ended = retraining.run(episode.episodeId());

        assertThat(ended.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(ended.reason())
                .isEqualTo(
                        "there is nothing to train on; put labelled rows, with the column " + Customers.TARGET
                                + ", under training/ or labelled/ in the store, the latter not older than driftway.retrain.window, PT720H");
    }
}
