package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a batch was begun. It is written before the blob is opened, so that a batch that kills the process is counted too; written again by its
 * replica as long as that works on the batch, so that its age tells whether it still does; and a last time by a replica that takes the batch
 * over, so that the former one learns of it.
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
