package io.driftway.page;

import io.driftway.core.retrain.Episode;
import java.util.Locale;

/** An episode as the status page shows it. */
record EpisodeView(String id, String state, int run, String champion, String challenger, String reason, String at) {

    static EpisodeView of(Episode episode) {
        return new EpisodeView(
                Shown.shortly(episode.episodeId()),
                episode.state().name().toLowerCase(Locale.ROOT),
                episode.run(),
                Shown.shortly(episode.champion()),
                episode.challenger() == null ? "" : Shown.shortly(episode.challenger()),
                episode.reason() == null ? "" : episode.reason(),
                Shown.time(episode.requests().getLast()));
    }
}
