package io.driftway.app;

import io.driftway.core.ledger.Episodes;
import io.driftway.core.retrain.Episode;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the heartbeat of a trainer into its episode when no cluster reports on the trainer. Every replica can read it, also when the process
 * that started the trainer has ended.
 */
public final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Episodes episodes;
    private final @Nullable Duration every;
    private final Clock clock;

    /** @param every how long from one sign to the next; null for none */
    Heartbeat(Episodes episodes, @Nullable Duration every, Clock clock) {
        this.episodes = episodes;
        this.every = every;
        this.clock = clock;
    }

    /** Gives the signs of the present run of this episode while the work goes on, the first one before it. */
    public Episode during(String episodeId, Supplier<Episode> work) {
        if (every == null) {
            return work.get();
        }
        int run = episodes.find(episodeId).map(Episode::run).orElse(0);
        beat(episodeId, run);
        try (ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor()) {
            beats.scheduleWithFixedDelay(
                    () -> beat(episodeId, run), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
            return work.get();
        }
    }

    /** A store that does not take it is asked again the next time: the training goes on meanwhile. */
    private void beat(String episodeId, int run) {
        try {
            if (run > 0) {
                episodes.change(
                        episodeId,
                        e -> e.state() == Episode.State.STARTED && e.run() == run ? e.alive(clock.instant()) : e);
            }
        } catch (RuntimeException failing) {
            LOG.atWarn()
                    .addKeyValue("episode", episodeId)
                    .addKeyValue("cause", failing.getMessage())
                    .log("the store did not accept the trainer's heartbeat; the next heartbeat tries again");
        }
    }
}
