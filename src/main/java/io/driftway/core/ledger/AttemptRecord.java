package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import java.time.Instant;

/**
 * That a batch was begun. It is written before the blob is opened, so that a batch that kills the process is counted too.
 *
 * @param source the blob version
 * @param replica which process
 * @param startedAt when, by its clock
 */
record AttemptRecord(BlobVersion source, String replica, Instant startedAt) {}
