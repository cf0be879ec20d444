package io.driftway.core.labels;

import org.jspecify.annotations.Nullable;

/**
 * Holds the result of a look at late batches.
 *
 * @param joined rows of batches that came after their labels
 * @param replaced labels of them that gave way to newer ones
 * @param window the champion's figures now; null where there is no champion
 */
public record LabelRefresh(
        long joined, long replaced, @Nullable WindowPerformance window) {}
