package io.driftway.core.labels;

import io.driftway.core.model.Realized;
import java.time.Instant;

/**
 * Holds the performance of the predictions of one batch: the content of {@code performance/<batchId>.json}. It follows from the predictions and the {@link Truth}, and is
 * written again when the truth has grown.
 *
 * @param batchId the batch
 * @param model that scored it
 * @param sequence of that model's promotion
 * @param decidedAt when the batch had its verdict
 * @param labelFiles files of labels that the figures follow from; only grows
 * @param replaced labels that gave way to newer ones
 * @param realized the figures
 */
public record Performance(
        String batchId,
        String model,
        long sequence,
        Instant decidedAt,
        int labelFiles,
        long replaced,
        Realized realized) {}
