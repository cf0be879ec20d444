package io.driftway.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the store can be listed, read and written, keeps the conditions of writes, and what its clock says. All that is written is one small object of its own, always the
 * same, so that any number of these may go on at once and nothing else notices.
 */
public final class StoreCheck implements Check {

    private static final String SUBJECT = "store";
    private static final byte[] PROBE =
            "Written by driftway doctor to see whether it can be. It may be deleted.\n".getBytes(UTF_8);

    /** An etag that no store gives. */
    private static final String NO_ETAG = "0x0";

    /** So far clocks may be apart before it is worth a word. */
    private static final Duration SMALL = Duration.ofSeconds(5);

    private final String name;
    private final ObjectStore store;
    private final Function<RuntimeException, String> remedy;
    private final Duration claimTimeout;
    private final Clock clock;

    /**
     * @param name of the store, for a person
     * @param remedy what to do about a failure of the store
     * @param claimTimeout clocks that are further apart make replicas take each other's batches
     */
    public StoreCheck(
            String name,
            ObjectStore store,
            Function<RuntimeException, String> remedy,
            Duration claimTimeout,
            Clock clock) {
        this.name = name;
        this.store = store;
        this.remedy = remedy;
        this.claimTimeout = claimTimeout;
        this.clock = clock;
    }

    @Override
    public List<Finding> look() {
        try {
            return probe();
        } catch (UncheckedIOException failure) {
            return List.of(Finding.fault(SUBJECT, reason(failure), remedy.apply(failure)));
        }
    }

    /** The innermost sentence: outer ones repeat it with the class's name before it. */
    private static String reason(UncheckedIOException failure) {
        return String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
    }

    private List<Finding> probe() {
        store.list(Keys.DOCTOR);
        Instant before = clock.instant();
        String stale = write();
        Instant after = clock.instant();
        if (store.putIfAbsent(Keys.PROBE, PROBE).isPresent()
                || store.putIfMatch(Keys.PROBE, PROBE, stale).isPresent()) {
            return List.of(Finding.fault(
                    SUBJECT,
                    name + " replaces objects that it was told not to replace",
                    "this cannot be used: two replicas would decide one batch twice"));
        }
        Optional<Stored> stored = store.get(Keys.PROBE);
        if (stored.isEmpty() || !Arrays.equals(stored.get().content(), PROBE)) {
            return List.of(Finding.fault(
                    SUBJECT, Keys.PROBE + " is not what was written to it", "see who else writes to this store"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(SUBJECT, name + ": list, read, write, and conditions of writes"));
        findings.add(clock(stored.get().version().lastModified(), before, after));
        return findings;
    }

    /** Writes the probe, over an earlier one if there is one; answers an etag that it does not have any more. */
    private String write() {
        if (store.putIfAbsent(Keys.PROBE, PROBE).isPresent()) {
            return NO_ETAG;
        }
        Optional<Stored> earlier = store.get(Keys.PROBE);
        if (earlier.isEmpty()) {
            return NO_ETAG;
        }
        // Refused when another of these did it a moment ago, which is as good.
        store.putIfMatch(Keys.PROBE, PROBE, earlier.get().version().etag());
        return earlier.get().version().etag();
    }

    /** The store's time is whole seconds in some, so that as much is no difference. */
    private Finding clock(Instant written, Instant before, Instant after) {
        Duration off = written.isBefore(before.minusSeconds(1))
                ? Duration.between(written, before)
                : written.isAfter(after.plusSeconds(1)) ? Duration.between(after, written) : Duration.ZERO;
        String what = String.format(
                Locale.ROOT,
                "this machine's and the store's are %s",
                off.isZero() ? "the same to the second" : off.toSeconds() + " s apart");
        if (off.compareTo(claimTimeout) >= 0) {
            return Finding.fault(
                    "clock",
                    what + ", as much as driftway.ingest.claim-timeout",
                    "set this machine's clock by NTP; replicas take each other's batches otherwise");
        }
        return off.compareTo(SMALL) > 0
                ? Finding.warning("clock", what, "set this machine's clock by NTP")
                : Finding.ok("clock", what);
    }
}
