package io.driftway.core.pipeline;

import io.driftway.core.model.ScoredBatch;

/**
 * A batch with what the champion says of it.
 *
 * @param arrival the batch
 * @param scores its rows with a probability each
 */
public record Scored(IncomingBatch arrival, ScoredBatch scores) {}
