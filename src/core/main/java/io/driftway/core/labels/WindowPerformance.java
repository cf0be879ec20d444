package io.driftway.core.labels;

import io.driftway.core.model.Realized;

/**
 * Holds the performance of one model over the newest batches that it scored.
 *
 * @param model which
 * @param batches of the window that it scored
 * @param realized the figures of their labelled rows together
 */
public record WindowPerformance(String model, int batches, Realized realized) {}
