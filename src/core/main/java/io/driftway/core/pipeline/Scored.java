package io.driftway.core.pipeline;

import io.driftway.core.model.ScoredBatch;

/**
 * Holds a batch with the champion's predictions.
 *
 * @param incoming the batch
 * @param scores its rows with a probability each
 */
public record Scored(IncomingBatch incoming, ScoredBatch scores) {

    /** As that of the {@link IncomingBatch}. */
    @Override
    public int hashCode() {
        return incoming.hashCode();
    }
}
