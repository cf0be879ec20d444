package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Obstacle;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpisodeViewTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Optional<Obstacle> OBSTACLE =
            Optional.of(new Obstacle(Obstacle.Reason.FORBIDDEN, "403: jobs.batch is\n forbidden", "bind the Role"));

    private final Episode episode = Episode.request("champion", "reference", 1, null, null, NOW);

    @Test
    void anEpisodeThatWaitsShowsWhatKeepsItFromRunningAndWhatToDo() {
        assertThat(EpisodeView.of(episode, OBSTACLE).reason()).isEqualTo("403: jobs.batch is forbidden. bind the Role");
    }

    @Test
    void anEpisodeThatEndedShowsWhyItEnded() {
        assertThat(EpisodeView.of(episode.failed("its Job failed", NOW), OBSTACLE)
                        .reason())
                .isEqualTo("its Job failed");
    }
}
