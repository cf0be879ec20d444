package io.driftway.core.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Whether retraining may begin, and guards against a storm of it.
 *
 * @param on whether anything is trained that a verdict asks for
 * @param cooldown least time between two runs, measured from request to request
 * @param runsPerDay most runs requested in any 24 hours
 * @param runsPerEpisode most runs of one episode; the later ones follow a run that changed nothing
 */
public record RetrainPolicy(boolean on, Duration cooldown, int runsPerDay, int runsPerEpisode) {

    private static final Duration DAY = Duration.ofDays(1);

    /** Whether a run may be requested now. */
    public sealed interface Permission {
        record Granted() implements Permission {}

        /**
         * Not now.
         *
         * @param reason {@code off}, {@code cooldown}, {@code daily_cap}, {@code running} or {@code runs_exhausted}
         */
        record Held(String reason) implements Permission {}
    }

    /** One that is on. */
    public RetrainPolicy(Duration cooldown, int runsPerDay, int runsPerEpisode) {
        this(true, cooldown, runsPerDay, runsPerEpisode);
    }

    public RetrainPolicy {
        if (cooldown.isNegative()) {
            throw new IllegalArgumentException("cooldown cannot be negative, got " + cooldown);
        }
        if (runsPerDay < 1 || runsPerEpisode < 1) {
            throw new IllegalArgumentException("runs-per-day and runs-per-episode must be at least 1, got " + runsPerDay
                    + " and " + runsPerEpisode);
        }
    }

    /**
     * Whether one more run may be requested. A request that lies in the future by this clock counts as made now.
     *
     * @param history every episode there is
     * @param run the number that the run would have within its episode, from 1
     */
    public Permission permit(Collection<Episode> history, int run, Instant now) {
        if (!on) {
            return new Permission.Held("off");
        }
        if (history.stream().anyMatch(e -> !e.ended())) {
            return new Permission.Held("running");
        }
        if (run > runsPerEpisode) {
            return new Permission.Held("runs_exhausted");
        }
        List<Duration> ages = history.stream()
                .flatMap(e -> e.requests().stream())
                .map(request -> Duration.between(request, now))
                .toList();
        if (ages.stream().anyMatch(age -> age.compareTo(cooldown) < 0)) {
            return new Permission.Held("cooldown");
        }
        long today = ages.stream().filter(age -> age.compareTo(DAY) < 0).count();
        return today >= runsPerDay ? new Permission.Held("daily_cap") : new Permission.Granted();
    }
}
