package io.driftway.doctor;

import io.driftway.core.batch.BlobVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What waits in the inbox, for how long, and whether something is stuck. */
public final class InboxCheck implements Check {

    private static final String SUBJECT = "inbox";

    /** A service that runs has taken up a batch by then. */
    private static final Duration LONG = Duration.ofMinutes(10);

    /** So many of the oldest are looked at one by one. */
    private static final int LOOKED_AT = 50;

    private final Supplier<List<BlobVersion>> pending;
    private final ToIntFunction<BlobVersion> attempts;
    private final Clock clock;

    /**
     * @param pending the batches that have not ended
     * @param attempts how often one was begun
     */
    public InboxCheck(Supplier<List<BlobVersion>> pending, ToIntFunction<BlobVersion> attempts, Clock clock) {
        this.pending = pending;
        this.attempts = attempts;
        this.clock = clock;
    }

    @Override
    public List<Finding> look() {
        List<BlobVersion> waiting = pending.get().stream()
                .sorted(Comparator.comparing(BlobVersion::lastModified))
                .toList();
        if (waiting.isEmpty()) {
            return List.of(Finding.ok(SUBJECT, "nothing waits"));
        }
        BlobVersion oldest = waiting.getFirst();
        Duration age = Duration.between(oldest.lastModified(), clock.instant());
        String what = String.format(
                Locale.ROOT,
                "%,d %s, the oldest, %s, for %s",
                waiting.size(),
                waiting.size() == 1 ? "batch waits" : "batches wait",
                oldest.name(),
                said(age));
        Instant longAgo = clock.instant().minus(LONG);
        Optional<BlobVersion> stuck = waiting.stream()
                .limit(LOOKED_AT)
                .filter(blob -> blob.lastModified().isBefore(longAgo))
                .filter(blob -> attempts.applyAsInt(blob) > 0)
                .findFirst();
        if (stuck.isPresent()) {
            return List.of(Finding.warning(
                    SUBJECT,
                    what + "; stuck is " + stuck.get().name() + ", begun " + times(attempts.applyAsInt(stuck.get()))
                            + " and not ended",
                    "see the log of the service for this batch"));
        }
        return List.of(
                age.compareTo(LONG) > 0
                        ? Finding.warning(SUBJECT, what, "see whether the service runs and has a champion")
                        : Finding.ok(SUBJECT, what));
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String said(Duration age) {
        if (age.toDays() > 1) {
            return age.toDays() + " days";
        }
        return age.toHours() > 1
                ? age.toHours() + " h"
                : age.toMinutes() > 1 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
    }
}
