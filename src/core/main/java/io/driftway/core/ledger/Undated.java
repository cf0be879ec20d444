package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Stored;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private boolean noted;

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
            Optional<Instant> found = store.get(Keys.HOURS_SINCE).map(this::read);
            noted = found.isPresent();
            known = found.orElseGet(this::search);
            until = known;
        }
        return known;
    }

    private Instant read(Stored stored) {
        return format.read(Keys.HOURS_SINCE, stored.content(), ByHour.class).until();
    }

    private Instant search() {
        boolean old = Keys.undated(Keys.LEDGER).stream()
                .anyMatch(prefix -> !store.list(prefix).isEmpty());
        return old ? clock.instant().plus(TAKES_OVER) : Instant.EPOCH;
    }

    /** Notes the instant, for the next process. To be called before a batch is begun. Another process may note it at the same time: then its note stays. */
    synchronized void note() {
        Instant known = until();
        if (!noted) {
            noted = true;
            try {
                store.putIfAbsent(Keys.HOURS_SINCE, format.write(new ByHour(known)));
            } catch (UncheckedIOException refused) {
                // The note only spares the next start a search. What must be written fails by itself.
                noted = false;
            }
        }
    }
}
