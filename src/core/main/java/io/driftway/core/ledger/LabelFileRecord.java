package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import java.time.Instant;

/**
 * Records that a file of labels was joined with the predictions. It is written once, after the work.
 *
 * @param source the blob version
 * @param labels rows with an id and a label
 * @param joined ids that had a prediction in the window
 * @param replaced labels that gave way to newer ones, of this file or of others, by this joining
 * @param unmatched ids without a prediction then; a batch that comes later is offered them
 * @param joinedAt when
 */
public record LabelFileRecord(
        BlobVersion source, long labels, long joined, long replaced, long unmatched, Instant joinedAt)
        implements Kinded {

    @Override
    public String kind() {
        return "joined-labels";
    }
}
