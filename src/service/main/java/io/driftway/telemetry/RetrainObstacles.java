package io.driftway.telemetry;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Obstacle;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the obstacles that keep retrainings from running now, as this replica last saw them. */
final class RetrainObstacles {

    /** What a run has met. A text that is new each time does not fill the memory or the log. */
    private static final int MOST_CAUSES = 20;

    private final Map<String, Obstacle> present = new HashMap<>();
    private final Map<String, Set<String>> said = new HashMap<>();

    RetrainObstacles(MeterRegistry registry) {
        for (Obstacle.Reason reason : Obstacle.Reason.values()) {
            Gauge.builder(Meters.RETRAIN_OBSTACLES.meter(), () -> count(reason))
                    .description(Meters.RETRAIN_OBSTACLES.description())
                    .tag(Meters.RETRAIN_OBSTACLES.tags().getFirst(), reason.code())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private synchronized long count(Obstacle.Reason reason) {
        return present.values().stream()
                .filter(obstacle -> obstacle.reason() == reason)
                .count();
    }

    /** Notes it; true if this run has not met this cause before. Numbers in its words do not make it another cause. */
    synchronized boolean isNew(Episode episode, Obstacle obstacle) {
        present.put(run(episode), obstacle);
        Set<String> causes = said.computeIfAbsent(run(episode), run -> new HashSet<>());
        return causes.size() < MOST_CAUSES
                && causes.add(obstacle.reason() + obstacle.fault().replaceAll("\\d+", ""));
    }

    /** Nothing is in the way of this run any more. */
    synchronized void clear(Episode episode) {
        present.remove(run(episode));
        said.remove(run(episode));
    }

    /** Forgets what concerns runs that have ended. */
    synchronized void keepOpen(List<Episode> all) {
        Set<String> open = all.stream()
                .filter(episode -> !episode.ended())
                .map(RetrainObstacles::run)
                .collect(Collectors.toSet());
        present.keySet().retainAll(open);
        said.keySet().retainAll(open);
    }

    synchronized Optional<Obstacle> of(Episode episode) {
        return Optional.ofNullable(present.get(run(episode)));
    }

    private static String run(Episode episode) {
        return episode.episodeId() + "/" + episode.run();
    }
}
