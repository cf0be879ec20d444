package io.driftway.page;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Obstacle;
import java.util.Locale;
import java.util.Optional;

/** An episode as the status page shows it. */
record EpisodeView(String id, String state, int run, String champion, String challenger, String reason, String at) {

    /** @param obstacle what keeps it from running, where something does */
    static EpisodeView of(Episode episode, Optional<Obstacle> obstacle) {
        return new EpisodeView(
                Shown.shortly(episode.episodeId()),
                episode.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                episode.run(),
                Shown.shortly(episode.champion()),
                episode.challenger() == null ? "" : Shown.shortly(episode.challenger()),
                episode.reason() == null
                        ? obstacle.map(o -> o.fault() + ". " + o.remedy()).orElse("")
                        : episode.reason(),
                Shown.time(episode.requests().getLast()));
    }
}
