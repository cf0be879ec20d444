package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Stored;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Knows of which batches a store may hold records of an earlier release, which stand beside the folders of hours.
 *
 * <p>The first process of this release notes an instant. A batch that was modified later has no such record. In a store that was empty all batches are later.
 */
final class Undated {

    /** How long processes of the earlier release may still work while this one takes over. */
    private static final Duration TAKES_OVER = Duration.ofDays(1);

    private final ObjectStore store;
    private final RecordFormat format;
    private final Clock clock;
    private @Nullable Instant until;

    /** @param until batches modified at this instant or later have no record beside the folders of hours */
    record ByHour(Instant until) {}

    Undated(ObjectStore store, RecordFormat format, Clock clock) {
        this.store = store;
        this.format = format;
        this.clock = clock;
    }

    boolean mayHave(BlobVersion blob) {
        return blob.lastModified().isBefore(until());
    }

    private synchronized Instant until() {
        Instant known = until;
        if (known == null) {
            known = store.get(Keys.HOURS_SINCE).map(this::read).orElseGet(this::note);
            until = known;
        }
        return known;
    }

    private Instant read(Stored stored) {
        return format.read(Keys.HOURS_SINCE, stored.content(), ByHour.class).until();
    }

    /** Another process may note it at the same time: then its note counts. */
    private Instant note() {
        boolean old = Keys.undated(Keys.LEDGER).stream()
                .anyMatch(prefix -> !store.list(prefix).isEmpty());
        Instant now = old ? clock.instant().plus(TAKES_OVER) : Instant.EPOCH;
        try {
            store.putIfAbsent(Keys.HOURS_SINCE, format.write(new ByHour(now)));
        } catch (UncheckedIOException refused) {
            // The note only spares the next start this search. What must be written fails by itself.
            return now;
        }
        return store.get(Keys.HOURS_SINCE).map(this::read).orElse(now);
    }
}
