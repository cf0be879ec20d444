package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a blob is complete. While a process appends to a blob or copies it into a folder, each listing shows a different version, and
 * none of them is a batch.
 *
 * <p>A version is complete when it is old enough by the store's clock, or when this process has seen it for long enough by its own clock, in
 * case the two clocks differ.
 */
public final class QuietPeriod {

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final Duration rest;
    private final Clock clock;
    private final Map<String, Instant> firstSeen = new ConcurrentHashMap<>();

    /** @param rest how long a version must stay as it is */
    public QuietPeriod(Duration rest, Clock clock) {
        this.rest = rest;
        this.clock = clock;
    }

    boolean isOver(BlobVersion blob) {
        Instant now = clock.instant();
        if (isPast(blob.lastModified(), now)) {
            return true;
        }
        firstSeen.values().removeIf(seen -> seen.plus(FORGOTTEN_AFTER).isBefore(now));
        return isPast(firstSeen.computeIfAbsent(blob.batchId(), unseen -> now), now);
    }

    private boolean isPast(Instant since, Instant now) {
        return !since.plus(rest).isAfter(now);
    }
}
