package io.driftway.core.pipeline;

import io.driftway.core.model.ScoredBatch;

/**
 * Holds a batch with the champion's predictions.
 *
 * @param arrival the batch
 * @param scores its rows with a probability each
 */
public record Scored(IncomingBatch arrival, ScoredBatch scores) {}
