package io.driftway.core.pipeline;

import io.driftway.core.ledger.VerdictRecord;

/**
 * A batch at the end of its way.
 *
 * @param compared the batch
 * @param verdict what was decided
 * @param first whether this verdict is the one that counts; false when another replica was quicker
 */
public record Committed(Compared compared, VerdictRecord verdict, boolean first) {

    /** Tells whether this verdict counts and asks for a retraining. */
    public boolean asks() {
        return first && verdict.retrain();
    }
}
