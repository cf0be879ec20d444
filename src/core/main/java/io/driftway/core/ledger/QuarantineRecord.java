package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import java.time.Instant;

/**
 * Records why a batch was set aside. The blob stays in place.
 *
 * @param batchId which batch
 * @param source the blob version
 * @param reason code of the closed list
 * @param position where in the file; empty when it is the file as a whole
 * @param fault what is wrong
 * @param remedy what to do
 * @param quarantinedAt when
 */
public record QuarantineRecord(
        String batchId,
        BlobVersion source,
        String reason,
        String position,
        String fault,
        String remedy,
        Instant quarantinedAt) {

    static QuarantineRecord of(BlobVersion source, Rejection rejection, Instant now) {
        return new QuarantineRecord(
                source.batchId(),
                source,
                rejection.reason().code(),
                rejection.position(),
                rejection.fault(),
                rejection.remedy(),
                now);
    }
}
