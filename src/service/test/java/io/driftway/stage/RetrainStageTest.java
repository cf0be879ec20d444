package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.NewRows;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrainStageTest {

    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final Duration COOLDOWN = Duration.ofHours(6);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordFormat format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final Episodes episodes = new Episodes(store, format);
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final RetrainStage stage = stage();

    private RetrainStage stage() {
        return new RetrainStage(
                new VerdictLog(store, format), champions, episodes, new RetrainPolicy(COOLDOWN, 4, 5), clock);
    }

    @BeforeEach
    void aChampion() {
        champions.first(Named.promotion(CHAMPION));
    }

    private void verdict(int number, boolean retrain, ChampionPointer champion) {
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, Instant.EPOCH);
        ledger.commit(new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                champion,
                retrain ? "breach" : "stable",
                null,
                retrain,
                new VerdictRecord.Dataset(20, 2, 0.1, 0.01, 0, 1_000, 1_000),
                "predictions",
                "report",
                null,
                "test",
                clock.instant()));
        clock.advance(Duration.ofSeconds(1));
    }

    private List<Episode> running() {
        return stage.all().stream()
                .filter(episode -> episode.state() == Episode.State.STARTED)
                .toList();
    }

    @Test
    void stableVerdictsOpenNoEpisode() {
        verdict(1, false, CHAMPION);

        assertThat(stage.reconcile()).isEmpty();
    }

    @Test
    void manyBreachesOfOneChampionOpenOneEpisode() {
        for (int i = 1; i <= 5; i++) {
            verdict(i, true, CHAMPION);
            stage.reconcile();
        }

        assertThat(stage.reconcile()).singleElement().satisfies(e -> assertThat(e.state())
                .isEqualTo(Episode.State.REQUESTED));
        assertThat(episodes.all()).hasSize(1);
    }

    @Test
    void everyReplicaComesToTheSameEpisode() {
        verdict(1, true, CHAMPION);

        assertThat(stage.reconcile()).isEqualTo(stage().reconcile());
        assertThat(episodes.all()).hasSize(1);
    }

    @Test
    void aBreachOfAFormerChampionAsksForNothing() {
        verdict(1, true, new ChampionPointer("former", "reference", "schema", 0, null));

        assertThat(stage.reconcile()).isEmpty();
    }

    @Test
    void aStartedEpisodeIsNotLaunchedAgain() {
        verdict(1, true, CHAMPION);
        stage.started(stage.reconcile().getFirst());

        assertThat(stage.reconcile()).isEmpty();
        assertThat(running()).hasSize(1);
    }

    @Test
    void aFailedEpisodeRunsAgainAfterTheCooldownAndNotBefore() {
        verdict(1, true, CHAMPION);
        Episode episode = stage.started(stage.reconcile().getFirst());
        stage.failed(episode, new JobState.Failed("out of memory"));

        assertThat(stage.reconcile()).isEmpty();
        clock.advance(COOLDOWN);
        assertThat(stage.reconcile()).singleElement().satisfies(e -> assertThat(e.run())
                .isEqualTo(2));
    }

    @Test
    void whatTheTrainerWroteIsNotOverruledByItsJobsEnd() {
        verdict(1, true, CHAMPION);
        Episode episode = stage.started(stage.reconcile().getFirst());
        episodes.change(episode.episodeId(), e -> e.promoted("challenger", List.of(), clock.instant()));

        assertThat(stage.failed(episode, new JobState.Failed("its Job is gone and left no result"))
                        .state())
                .isEqualTo(Episode.State.PROMOTED);
    }

    @Test
    void aJobThatDiedAfterItHadChangedTheChampionHasNotFailed() {
        verdict(1, true, CHAMPION);
        Episode episode = stage.started(stage.reconcile().getFirst());
        champions.replace(
                champions.current().orElseThrow(),
                Named.promotion(new ChampionPointer("challenger", "reference", "schema", 2, episode.episodeId())));

        Episode told = stage.failed(episode, new JobState.Failed("its Job failed: DeadlineExceeded"));

        assertThat(told.state()).isEqualTo(Episode.State.PROMOTED);
        assertThat(told.challenger()).isEqualTo("challenger");
    }

    @Test
    void aJobThatCouldNotBeCreatedIsAskedForAgainAfterAMinute() {
        RetrainStage patient = new RetrainStage(
                new VerdictLog(store, new JsonRecords()),
                champions,
                episodes,
                new RetrainPolicy(COOLDOWN, 4, 5),
                EpisodeChoice.LabelledRowsSince.ALWAYS_ENOUGH,
                Duration.ofMinutes(1),
                clock);
        verdict(1, true, CHAMPION);

        assertThat(patient.reconcile()).hasSize(1);
        clock.advance(Duration.ofSeconds(59));
        assertThat(patient.reconcile()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(patient.reconcile()).hasSize(1);
        clock.advance(Duration.ofDays(-1));
        assertThat(patient.reconcile()).as("by a clock that was set back").hasSize(1);
    }

    /** One that finds so many new labelled rows, of 100. */
    private RetrainStage finding(AtomicLong newRows) {
        return new RetrainStage(
                new VerdictLog(store, format),
                champions,
                episodes,
                new RetrainPolicy(COOLDOWN, 4, 5),
                (champion, last, since) -> new NewRows(newRows.get(), 100, since),
                Duration.ZERO,
                clock);
    }

    private void reject(Episode episode) {
        episodes.change(episode.episodeId(), e -> e.rejected(null, "no gain", clock.instant()));
    }

    @Test
    void afterARejectedRunANewBreachWithNewLabelsStartsARunWithinATick() {
        AtomicLong newRows = new AtomicLong(100);
        RetrainStage waiting = finding(newRows);
        verdict(1, true, CHAMPION);
        reject(waiting.started(waiting.reconcile().getFirst()));
        newRows.set(0);
        clock.advance(Duration.ofDays(30));
        assertThat(waiting.reconcile()).as("from the same old verdict").isEmpty();

        verdict(2, true, CHAMPION);
        assertThat(waiting.reconcile()).as("without labels").isEmpty();
        newRows.set(100);

        assertThat(waiting.reconcile()).singleElement().satisfies(e -> assertThat(e.run())
                .isEqualTo(2));
        assertThat(waiting.held()).isEmpty();
    }

    @Test
    void withoutNewLabelsNoNumberOfBreachesStartsARun() {
        AtomicLong newRows = new AtomicLong(100);
        RetrainStage waiting = finding(newRows);
        verdict(0, true, CHAMPION);
        reject(waiting.started(waiting.reconcile().getFirst()));
        newRows.set(99);

        for (int breach = 1; breach <= 100; breach++) {
            clock.advance(Duration.ofDays(1));
            verdict(breach, true, CHAMPION);
            assertThat(waiting.reconcile()).isEmpty();
        }

        assertThat(waiting.held().orElseThrow().reason()).isEqualTo("no_new_rows");
        assertThat(waiting.held().orElseThrow().why())
                .matches("needs labelled rows newer than [0-9-]+; 99 of 100 there");
        assertThat(episodes.all()).extracting(Episode::run).containsExactly(1);
    }

    @Test
    void anOldVerdictIsAnsweredOnceWhateverLabelsCome() {
        RetrainStage waiting = finding(new AtomicLong(100));
        verdict(1, true, CHAMPION);
        reject(waiting.started(waiting.reconcile().getFirst()));
        clock.advance(Duration.ofDays(30));

        assertThat(waiting.reconcile()).isEmpty();
        assertThat(waiting.held().orElseThrow().reason()).isEqualTo("no_new_breach");
    }

    @Test
    void runsOfOneEpisodeEndWithTheWeekAndNotForGood() {
        RetrainStage waiting = finding(new AtomicLong(100));
        int runs = 0;
        for (int breach = 0; breach < 14; breach++) {
            verdict(breach, true, CHAMPION);
            List<Episode> asked = waiting.reconcile();
            asked.forEach(episode -> reject(waiting.started(episode)));
            runs += asked.size();
            clock.advance(Duration.ofDays(1));
        }

        assertThat(runs).isEqualTo(10);
    }

    @Test
    void aSecondCallBesideTheTickOpensAndStartsNothingAgain() {
        RetrainStage once = new RetrainStage(
                new VerdictLog(store, format),
                champions,
                episodes,
                new RetrainPolicy(COOLDOWN, 4, 5),
                EpisodeChoice.LabelledRowsSince.ALWAYS_ENOUGH,
                Duration.ofMinutes(1),
                clock);
        verdict(1, true, CHAMPION);

        assertThat(once.reconcile()).hasSize(1);
        assertThat(once.reconcile()).isEmpty();
        assertThat(episodes.all()).extracting(Episode::run).containsExactly(1);
    }

    @Test
    void whereNothingIsLaunchedABreachOpensNoEpisodeAndItIsSaid() {
        RetrainStage off = new RetrainStage(
                new VerdictLog(store, format), champions, episodes, new RetrainPolicy(false, COOLDOWN, 4, 5), clock);
        assertThat(off.reconcile()).isEmpty();
        assertThat(off.held()).isEmpty();

        verdict(1, true, CHAMPION);

        assertThat(off.reconcile()).isEmpty();
        assertThat(off.held().orElseThrow().reason()).isEqualTo("off");
        assertThat(episodes.all()).isEmpty();
        episodes.open(Episode.request("model", "reference", 1, "batch", null, clock.instant()));
        assertThat(off.reconcile()).as("one of before it was switched off").isEmpty();
    }

    @Test
    void anEpisodeThatAwaitsApprovalIsNotRepeatedByNewerBreachesAndBlocksNoOtherChampion() {
        verdict(1, true, CHAMPION);
        Episode episode = stage.started(stage.reconcile().getFirst());
        assertThat(stage.held()).isEmpty();
        episodes.change(episode.episodeId(), e -> e.awaitingApproval("challenger", List.of(), clock.instant()));
        verdict(2, true, CHAMPION);
        clock.advance(COOLDOWN);

        assertThat(stage.reconcile()).isEmpty();
        assertThat(stage.held().orElseThrow().reason()).isEqualTo("awaiting_approval");
        assertThat(episodes.all()).extracting(Episode::run).containsExactly(1);

        ChampionPointer next = new ChampionPointer("another", "reference", "schema", 2, null);
        champions.replace(champions.current().orElseThrow(), Named.promotion(next));
        verdict(3, true, next);
        assertThat(stage.reconcile()).extracting(Episode::champion).containsExactly("another");
    }

    @Test
    void aChallengerThatAwaitsApprovalIsGivenUpWhenItsChampionIsGone() {
        verdict(1, true, CHAMPION);
        Episode episode = stage.started(stage.reconcile().getFirst());
        episodes.change(episode.episodeId(), e -> e.awaitingApproval("challenger", List.of(), clock.instant()));
        champions.replace(
                champions.current().orElseThrow(),
                Named.promotion(new ChampionPointer("another", "reference", "schema", 2, null)));

        stage.reconcile();

        Episode withdrawn = episodes.find(episode.episodeId()).orElseThrow();
        assertThat(withdrawn.state()).isEqualTo(Episode.State.REJECTED);
        assertThat(withdrawn.reason()).isEqualTo("the champion was changed meanwhile");
    }
}
