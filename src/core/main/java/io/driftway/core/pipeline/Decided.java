package io.driftway.core.pipeline;

import io.driftway.core.ledger.VerdictRecord;

/**
 * Holds a batch with its verdict. The verdict does not count before it is {@linkplain Deciding#commit committed}.
 *
 * @param compared the batch
 * @param verdict what was decided, with the keys of predictions and report
 */
public record Decided(Compared compared, VerdictRecord verdict) {

    /** By its batch, for the reason that {@link IncomingBatch} has. */
    @Override
    public int hashCode() {
        return verdict.batchId().hashCode();
    }
}
