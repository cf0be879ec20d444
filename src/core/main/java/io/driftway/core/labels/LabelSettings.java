package io.driftway.core.labels;

import java.time.Duration;

/**
 * How labels are joined and what is measured.
 *
 * @param window batches decided longer ago take no labels any more
 * @param windowBatches of these the newest so many, at most {@value #MOST_BATCHES}
 * @param windowRows rows that the figures of the window are of, and rows whose ids are kept in memory; at most
 * @param minimumLabels with fewer there is no figure
 */
public record LabelSettings(Duration window, int windowBatches, int windowRows, int minimumLabels) {

    static final int MOST_BATCHES = 500;

    public LabelSettings {
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window must be positive, got " + window);
        }
        if (windowBatches < 1 || windowBatches > MOST_BATCHES) {
            throw new IllegalArgumentException(
                    "window-batches must be in [1, " + MOST_BATCHES + "], got " + windowBatches);
        }
        if (windowRows < 1) {
            throw new IllegalArgumentException("window-rows must be at least 1, got " + windowRows);
        }
        if (minimumLabels < 1) {
            throw new IllegalArgumentException("minimum-labels must be at least 1, got " + minimumLabels);
        }
    }
}
