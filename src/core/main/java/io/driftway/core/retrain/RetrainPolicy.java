package io.driftway.core.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Decides whether a retraining may begin, and prevents too many of them.
 *
 * @param on whether anything is trained that a verdict asks for
 * @param cooldown least time between two runs, measured from request to request
 * @param runsPerDay most runs requested in any 24 hours
 * @param runsPerWeek most runs requested in any 7 days
 */
public record RetrainPolicy(boolean on, Duration cooldown, int runsPerDay, int runsPerWeek) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** Whether a run may be requested now. */
    public sealed interface Permission {
        /** A run may be requested now. */
        record Granted() implements Permission {}

        /**
         * Not now.
         *
         * @param reason {@code cooldown}, {@code daily_cap} or {@code weekly_cap}
         * @param why for a person
         */
        record Held(String reason, String why) implements Permission {}
    }

    /** One that is on. */
    public RetrainPolicy(Duration cooldown, int runsPerDay, int runsPerWeek) {
        this(true, cooldown, runsPerDay, runsPerWeek);
    }

    public RetrainPolicy {
        if (cooldown.isNegative()) {
            throw new IllegalArgumentException("cooldown cannot be negative, got " + cooldown);
        }
        if (runsPerDay < 1 || runsPerWeek < 1) {
            throw new IllegalArgumentException(
                    "runs-per-day and runs-per-week must be at least 1, got " + runsPerDay + " and " + runsPerWeek);
        }
    }

    /**
     * Whether one more run may be requested. A request that lies in the future by this clock counts as made now.
     *
     * @param history every episode there is, of which each counts with all its runs
     */
    public Permission permit(Collection<Episode> history, Instant now) {
        List<Duration> ages = history.stream()
                .flatMap(e -> e.requests().stream())
                .map(request -> Duration.between(request, now))
                .toList();
        if (within(cooldown, ages) > 0) {
            return new Permission.Held(
                    "cooldown", "the last run was asked for less than driftway.retrain.cooldown ago, " + cooldown);
        }
        if (within(DAY, ages) >= runsPerDay) {
            return new Permission.Held(
                    "daily_cap", "driftway.retrain.runs-per-day allows " + runsPerDay + " runs in 24 hours");
        }
        return within(WEEK, ages) >= runsPerWeek
                ? new Permission.Held(
                        "weekly_cap", "driftway.retrain.runs-per-week allows " + runsPerWeek + " runs in 7 days")
                : new Permission.Granted();
    }

    private static long within(Duration time, List<Duration> ages) {
        return ages.stream().filter(age -> age.compareTo(time) < 0).count();
    }
}
