package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.EpisodeChoice.Choice;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.NewRows;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EpisodeChoiceTest {

    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration COOLDOWN = Duration.ofHours(6);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordFormat format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final Episodes episodes = new Episodes(store, format);
    private long newRows = 100;

    private Choice byHand() {
        return choice().byHand();
    }

    private Choice ifAsked() {
        return choice().since(PATIENCE);
    }

    /** A trainer is a program of its own: nothing of it is there before. */
    private EpisodeChoice choice() {
        return choice(new RetrainPolicy(COOLDOWN, 4, 5));
    }

    private EpisodeChoice choice(RetrainPolicy policy) {
        return new EpisodeChoice(
                new VerdictLog(store, format),
                champions,
                episodes,
                policy,
                (champion, last, since) -> new NewRows(newRows, 100, since),
                clock);
    }

    private void aChampion() {
        champions.first(Named.promotion(CHAMPION));
    }

    private void aBreach() {
        aBreach("batch");
    }

    private void aBreach(String batch) {
        aBreach(batch, null);
    }

    private void aBreach(String batch, @Nullable Verdict verdict) {
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + batch, "0x1", 1, Instant.EPOCH);
        new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock)
                .commit(new VerdictRecord(
                        batch,
                        blob,
                        "sha",
                        CHAMPION,
                        "breach",
                        null,
                        true,
                        new VerdictRecord.Dataset(20, 2, 0.1, 0.01, 0, 1_000, 1_000),
                        List.of(),
                        0L,
                        "predictions",
                        "report",
                        "trace",
                        "test",
                        clock.instant(),
                        verdict == null ? null : VerdictRecord.FORMAT,
                        verdict,
                        null));
    }

    private Episode anEpisode() {
        Episode episode = Episode.request("model", "reference", 1, "batch", "trace", clock.instant());
        episodes.open(episode);
        return episode;
    }

    private static Episode chosen(Choice choice) {
        assertThat(choice).isInstanceOf(Choice.Run.class);
        return ((Choice.Run) choice).episode();
    }

    private static String why(Choice choice) {
        assertThat(choice).isInstanceOf(Choice.Nothing.class);
        return ((Choice.Nothing) choice).why();
    }

    private static Choice.Held held(Choice choice) {
        assertThat(choice).isInstanceOf(Choice.Held.class);
        return (Choice.Held) choice;
    }

    @Nested
    class ByHand {

        @Test
        void needsAChampion() {
            assertThat(why(byHand())).contains("driftway publish");
        }

        @Test
        void needsNoVerdict() {
            aChampion();

            Episode episode = chosen(byHand());

            assertThat(episode.champion()).isEqualTo("model");
            assertThat(episode.batchId()).isNull();
        }

        @Test
        void namesTheVerdictThatAsksAndWritesNothing() {
            aChampion();
            aBreach();

            assertThat(chosen(byHand()).batchId()).isEqualTo("batch");
            assertThat(episodes.all()).isEmpty();
        }

        @Test
        void namesTheCauseOfTheVerdictThatAsks() {
            aChampion();
            aBreach("batch", new Verdict.Breach(new Evidence.Share(0.1, 0, 0.05, 20, 2, List.of()), Cause.CONCEPT));

            assertThat(chosen(byHand()).cause()).isEqualTo("concept");
        }

        @Test
        void takesUpAnEpisodeThatIsUnderWay() {
            aChampion();
            Episode episode = anEpisode();

            assertThat(chosen(byHand())).isEqualTo(episode);
        }

        @Test
        void doesNotRepeatAnEpisodeThatAwaitsApproval() {
            aChampion();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.awaitingApproval("challenger", List.of(), clock.instant()));

            assertThat(why(byHand()))
                    .isEqualTo(
                            "episode %1$s awaits approval; decide with driftway models approve %1$s or driftway models reject %1$s"
                                    .formatted(episode.episodeId().substring(0, 12)));
        }

        @Test
        void isNotHeldByThePolicy() {
            aChampion();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.rejected(null, "for the test", clock.instant()));

            assertThat(chosen(byHand()).run()).isEqualTo(2);
        }
    }

    @Nested
    class IfAsked {

        @Test
        void aStoreWithoutAChampionOrABreachHasNothingToDo() {
            assertThat(why(ifAsked())).contains("no champion");
            aChampion();

            assertThat(why(ifAsked())).contains("no verdict");
        }

        @Test
        void whereNothingIsLaunchedThereIsNothingToDo() {
            aChampion();
            aBreach();
            anEpisode();
            clock.advance(Duration.ofDays(1));

            assertThat(held(choice(new RetrainPolicy(false, COOLDOWN, 4, 5)).since(PATIENCE)))
                    .isEqualTo(new Choice.Held("off", "driftway.retrain.launcher is none"));
        }

        @Test
        void aBreachIsLeftToTheServiceUntilThePatienceIsOver() {
            aChampion();
            aBreach();
            clock.advance(PATIENCE.minusSeconds(1));
            assertThat(why(ifAsked())).contains("less than PT15M ago");

            clock.advance(Duration.ofSeconds(1));

            assertThat(chosen(ifAsked()).batchId()).isEqualTo("batch");
        }

        @Test
        void anEpisodeThatGotNoJobIsTakenUpWhenThePatienceIsOver() {
            aChampion();
            aBreach();
            clock.advance(PATIENCE);
            Episode episode = anEpisode();
            assertThat(why(ifAsked())).contains("requested less than PT15M ago");

            clock.advance(PATIENCE);

            assertThat(chosen(ifAsked())).isEqualTo(episode);
        }

        @Test
        void aJobThatWasCreatedIsLeftToItself() {
            aChampion();
            aBreach();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.started(clock.instant()));
            clock.advance(Duration.ofDays(1));

            assertThat(why(ifAsked())).isEqualTo("its run is under way");
        }

        @Test
        void aFirstRunTooWaitsForLabelledRowsThatTheChampionWasNotTrainedOn() {
            aChampion();
            aBreach();
            clock.advance(PATIENCE);
            newRows = 99;
            assertThat(held(ifAsked()).reason()).isEqualTo("no_new_rows");

            newRows = 100;

            assertThat(chosen(ifAsked()).run()).isEqualTo(1);
        }

        @Test
        void aRunAfterARejectionWaitsForABreachNewerThanTheRequestThatWasRejected() {
            aChampion();
            aBreach();
            Episode rejected = anEpisode();
            episodes.change(rejected.episodeId(), e -> e.rejected(null, "for the test", clock.instant()));
            clock.advance(COOLDOWN.plus(PATIENCE));
            assertThat(held(ifAsked()).reason()).isEqualTo("no_new_breach");

            aBreach("newer");
            assertThat(why(ifAsked())).isEqualTo("retraining was asked for less than PT15M ago");
            clock.advance(PATIENCE);

            Episode again = chosen(ifAsked());
            assertThat(again.run()).isEqualTo(2);
            assertThat(again.batchId()).isEqualTo("newer");
        }

        @Test
        void aRunAfterAFailureWaitsForTheCooldownAndThenThePatience() {
            aChampion();
            aBreach();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.failed("for the test", clock.instant()));
            clock.advance(COOLDOWN);
            assertThat(held(ifAsked()).reason()).isEqualTo("cooldown");

            clock.advance(PATIENCE);

            assertThat(chosen(ifAsked()).run()).isEqualTo(2);
        }
    }
}
