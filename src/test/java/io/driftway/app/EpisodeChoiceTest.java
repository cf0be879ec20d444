package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.app.EpisodeChoice.Choice;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private String labelledFiles = "first";

    private Choice byHand() {
        return choice().byHand();
    }

    private Choice ifAsked() {
        return choice().ifAsked();
    }

    /** A trainer is a program of its own: nothing of it is there before. */
    private EpisodeChoice choice() {
        return choice(new RetrainPolicy(COOLDOWN, 4, 3));
    }

    private EpisodeChoice choice(RetrainPolicy policy) {
        return new EpisodeChoice(
                new VerdictLog(store, format), champions, episodes, policy, () -> labelledFiles, PATIENCE, clock);
    }

    private void aChampion() {
        champions.first(Named.promotion(CHAMPION));
    }

    private void aBreach() {
        BlobVersion blob = new BlobVersion("a", "c", "incoming/1", "0x1", 1, Instant.EPOCH);
        new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock)
                .commit(new VerdictRecord(
                        "batch",
                        blob,
                        "sha",
                        CHAMPION,
                        "breach",
                        null,
                        true,
                        new VerdictRecord.Dataset(20, 2, 0.1, 0.01, 0, 1_000, 1_000),
                        "predictions",
                        "report",
                        "trace",
                        "test",
                        clock.instant()));
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

            assertThat(why(choice(new RetrainPolicy(false, COOLDOWN, 4, 3)).ifAsked()))
                    .endsWith("held: off");
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

            assertThat(why(ifAsked())).endsWith("held: running");
        }

        @Test
        void aRunAfterARejectionWaitsForOtherLabelledFiles() {
            aChampion();
            aBreach();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.rejected(null, "for the test", clock.instant())
                    .learntFrom("rows", "first"));
            clock.advance(COOLDOWN.plus(PATIENCE));
            assertThat(why(ifAsked())).endsWith("held: no_new_rows");

            labelledFiles = "first and second";

            assertThat(chosen(ifAsked()).run()).isEqualTo(2);
        }

        @Test
        void aRunAfterAFailureWaitsForTheCooldownAndThenThePatience() {
            aChampion();
            aBreach();
            Episode episode = anEpisode();
            episodes.change(episode.episodeId(), e -> e.failed("for the test", clock.instant()));
            clock.advance(COOLDOWN);
            assertThat(why(ifAsked())).endsWith("held: cooldown");

            clock.advance(PATIENCE);

            assertThat(chosen(ifAsked()).run()).isEqualTo(2);
        }
    }
}
