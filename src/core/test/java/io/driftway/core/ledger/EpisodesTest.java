package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import org.junit.jupiter.api.Test;

class EpisodesTest {

    private final SettableClock clock = new SettableClock();
    private final Episodes episodes = new Episodes(new MemoryStore(clock), new JsonRecords());
    private final Episode episode = Episode.request("champion", "reference", 1, "batch", "00-1-2-01", clock.instant());

    @Test
    void anEpisodeIsOpenedOnce() {
        assertThat(episodes.open(episode)).isTrue();
        assertThat(episodes.open(episode)).isFalse();
    }

    @Test
    void whatIsWrittenIsReadBackWhole() {
        episodes.open(episode);

        assertThat(episodes.find(episode.episodeId())).contains(episode);
    }

    @Test
    void aMoveThatLosesARaceIsAppliedToTheNewerState() {
        episodes.open(episode);

        Episode after = episodes.change(episode.episodeId(), first -> {
            if (first.state() == Episode.State.REQUESTED) {
                episodes.change(
                        episode.episodeId(),
                        e -> e.state() == Episode.State.REQUESTED ? e.started(clock.instant()) : e);
            }
            return first.failed("state was " + first.state(), clock.instant());
        });

        assertThat(after.reason()).isEqualTo("state was STARTED");
        assertThat(after.startedAt()).isEqualTo(clock.instant());
    }

    @Test
    void anEpisodeOfBeforeTheSequenceWasKeptIsReadWithoutOne() {
        MemoryStore store = new MemoryStore(clock);
        store.putIfAbsent("episodes/e.json", """
                {"episode_id":"e","champion":"c","reference":"r","batch_id":"b","state":"started",
                 "requests":["2026-03-01T12:00:00Z"]}""".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(new Episodes(store, new JsonRecords()).all()).singleElement().satisfies(e -> assertThat(e.sequence())
                .isNull());
    }

    @Test
    void onlyWhatHasChangedIsReadAgain() {
        MemoryStore store = new MemoryStore(clock);
        Episodes counted = new Episodes(store, new JsonRecords());
        counted.open(episode);
        counted.open(Episode.request("champion", "reference", 2, "batch", null, clock.instant()));
        assertThat(counted.all()).hasSize(2);
        store.log().clear();

        assertThat(counted.all()).hasSize(2);
        assertThat(store.log()).containsExactly("list episodes/");

        counted.change(episode.episodeId(), e -> e.started(clock.instant()));
        store.log().clear();
        assertThat(counted.all()).extracting(Episode::state).contains(Episode.State.STARTED);
        assertThat(store.log()).containsExactly("list episodes/", "get episodes/" + episode.episodeId() + ".json");
    }

    @Test
    void aRecordThatCannotBeReadHidesNoOther() {
        MemoryStore store = new MemoryStore(clock);
        Episodes damaged = new Episodes(store, new JsonRecords());
        store.putIfAbsent("episodes/0.json", "{".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        damaged.open(episode);

        assertThat(damaged.all()).containsExactly(episode);
    }
}
