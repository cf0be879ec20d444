package io.driftway.core.decision;

import java.util.List;

/**
 * What a verdict stands on.
 *
 * @param window how many batches were judged together, the newest among them; at least 1
 * @param pValue of the hypothesis that no column has moved, over all columns by Simes; in [0, 1]
 * @param level at or below which a p-value of this window is significant
 * @param jointPValue of the hypothesis that rows fall into the model's leaves as before; 1 without a model
 * @param predictionPValue of the hypothesis that the predictions have not moved; 1 without a model
 * @param moved the columns that have moved, the most important first
 */
public record Evidence(
        int window, double pValue, double level, double jointPValue, double predictionPValue, List<Moved> moved) {

    public Evidence {
        moved = List.copyOf(moved);
    }

    /**
     * A column that has moved.
     *
     * @param column its name
     * @param pValue of its values and missing cells together, in [0, 1]
     * @param effect how far its values moved beyond chance, in standard deviations of the reference; at least 0, and 0 where only its missing
     *     cells moved
     * @param importance its share of the model's importance, in [0, 1]; 0 for the prediction
     */
    public record Moved(String column, double pValue, double effect, double importance) {}

    /** Stands for no look at all: no window was due. */
    static final Evidence NONE = new Evidence(1, 1, 0, 1, 1, List.of());

    /** Tells whether this window shows more than chance, in its columns or in the leaves. */
    public boolean significant() {
        return Math.min(pValue, jointPValue) <= level;
    }

    /** Returns the share of the model's importance in columns that moved by at least an effect, in [0, 1]. */
    public double importance(double leastEffect) {
        return moved.stream()
                .filter(column -> column.effect() >= leastEffect)
                .mapToDouble(Moved::importance)
                .sum();
    }
}
