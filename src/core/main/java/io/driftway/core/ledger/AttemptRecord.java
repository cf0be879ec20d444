package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records that a batch was begun.
 *
 * <p>A replica writes it before it opens the blob, so that a batch that kills the process counts too. It renews the record while it works, so that the record's age shows
 * whether it still does. A replica that takes the batch over writes it a last time, so that the former replica notices.
 *
 * @param source the blob version
 * @param replica which process
 * @param startedAt when, by its clock
 * @param takenOverBy which process took the batch over; null while none has, and in records of a release that did not note it
 */
record AttemptRecord(
        BlobVersion source,
        String replica,
        Instant startedAt,
        @Nullable String takenOverBy) {

    AttemptRecord(BlobVersion source, String replica, Instant startedAt) {
        this(source, replica, startedAt, null);
    }

    AttemptRecord takenOver(String by) {
        return new AttemptRecord(source, replica, startedAt, by);
    }

    /** Who works on the batch, or is about to. */
    String hand() {
        return takenOverBy == null ? replica : takenOverBy;
    }
}
