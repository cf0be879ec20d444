package io.driftway.stage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Computes how long to wait after a failure of a batch: 2 seconds, doubling up to 10 minutes. The counts live in memory, so a restart resets
 * them.
 */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** After so many failures, about half a minute, a batch holds up no other. */
    private static final int HELD_UP = 5;

    private record Wait(int failures, Duration length, Instant since) {

        /** A clock that was set back does not make it longer. */
        boolean isOver(Instant now) {
            return now.isBefore(since) || !now.isBefore(since.plus(length));
        }
    }

    private final Clock clock;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    public Backoff(Clock clock) {
        this.clock = clock;
    }

    boolean isOver(String batchId) {
        Wait wait = waits.get(batchId);
        return wait == null || wait.isOver(clock.instant());
    }

    /** Whether the batch has failed here so often that the younger ones are not to wait for it. */
    boolean holdsUpNoOther(String batchId) {
        Wait wait = waits.get(batchId);
        return wait != null && wait.failures() >= HELD_UP;
    }

    void failed(String batchId) {
        waits.compute(batchId, (id, wait) -> {
            return wait == null
                    ? new Wait(1, FIRST, clock.instant())
                    : new Wait(wait.failures() + 1, shorter(wait.length().multipliedBy(2), LONGEST), clock.instant());
        });
    }

    void ended(String batchId) {
        waits.remove(batchId);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
