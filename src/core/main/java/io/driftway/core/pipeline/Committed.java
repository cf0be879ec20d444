package io.driftway.core.pipeline;

import io.driftway.core.ledger.VerdictRecord;

/**
 * Holds a batch with its verdict in the store.
 *
 * @param compared the batch
 * @param verdict what was decided here
 * @param first whether this verdict counts; false when another replica committed before
 */
public record Committed(Compared compared, VerdictRecord verdict, boolean first) {

    /** By its batch, for the reason that {@link IncomingBatch} has. */
    @Override
    public int hashCode() {
        return verdict.batchId().hashCode();
    }

    /** Tells whether this verdict counts and requests a retraining. */
    public boolean asks() {
        return first && verdict.retrain();
    }
}
