package io.driftway.core.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the numbers that led to a verdict: a {@link Share} by the {@link ThresholdRule}, a {@link Windowed} by the {@link EvidenceRule}. */
public sealed interface Evidence {

    /** Returns the name of the rule that decided, as in {@code driftway.decision.policy}. */
    String rule();

    /** Returns the value that decides: a share above it, or a p-value at or below it, is more than nothing. */
    double threshold();

    /** Returns the columns that have moved, the most important first. */
    List<String> columns();

    /** Returns how many batches were judged together, the newest among them; at least 1. */
    int window();

    /**
     * The share of drifted columns of one batch, by the rules of the comparison.
     *
     * @param value drifted / tested, in [0, 1]; null where no column could be tested
     * @param warnAt a share above it is a warning
     * @param breachAt a share above it is a breach
     * @param tested columns that could be tested
     * @param drifted columns that drifted
     * @param columns those that drifted, in the order of the report
     */
    record Share(@Nullable Double value, double warnAt, double breachAt, int tested, int drifted, List<String> columns)
            implements Evidence {

        public Share {
            columns = List.copyOf(columns);
        }

        @Override
        public String rule() {
            return ThresholdRule.NAME;
        }

        @Override
        public double threshold() {
            return breachAt;
        }

        @Override
        public int window() {
            return 1;
        }
    }

    /**
     * The rows of a window of batches against the reference.
     *
     * @param looks at each window that was due
     * @param batches of the window that decided, the oldest first; never empty
     * @param pValue of the hypothesis that no column has moved, over all columns by Simes; in [0, 1]
     * @param level at or below which a p-value of this window is significant
     * @param jointPValue of the hypothesis that rows fall into the model's leaves as before; 1 without a model
     * @param predictionPValue of the hypothesis that the predictions have not moved; 1 without a model
     * @param moved the columns that have moved, the most important first
     * @param spent requests that chance makes in all looks since the reference, in expectation
     * @param labels what labels say of the model; null where none have come, or nothing is known to hold them against
     * @param selectedBy the column by which other rows come than before, where the others have moved as far as they go with it; null where there is
     *     none
     */
    record Windowed(
            List<Look> looks,
            List<String> batches,
            double pValue,
            double level,
            double jointPValue,
            double predictionPValue,
            List<Moved> moved,
            double spent,
            @Nullable Labels labels,
            @Nullable String selectedBy)
            implements Evidence {

        public Windowed {
            looks = List.copyOf(looks);
            batches = List.copyOf(batches);
            moved = List.copyOf(moved);
        }

        @Override
        public String rule() {
            return EvidenceRule.NAME;
        }

        @Override
        public double threshold() {
            return level;
        }

        @Override
        public List<String> columns() {
            return moved.stream().map(Moved::column).toList();
        }

        @Override
        public int window() {
            return Math.max(1, batches.size());
        }

        /** Returns the smaller p-value of columns and leaves. */
        public double least() {
            return Math.min(pValue, jointPValue);
        }

        /** Tells whether this window shows more than chance, in its columns or in the leaves. */
        public boolean significant() {
            return least() <= level;
        }

        /** Returns the share of the model's importance in columns that moved by at least an effect, in [0, 1]. */
        public double importance(double leastEffect) {
            return moved.stream()
                    .filter(column -> column.effect() >= leastEffect)
                    .mapToDouble(Moved::importance)
                    .sum();
        }

        Windowed with(String selector) {
            return new Windowed(
                    looks, batches, pValue, level, jointPValue, predictionPValue, moved, spent, labels, selector);
        }

        Windowed with(@Nullable Labels known) {
            return new Windowed(
                    looks, batches, pValue, level, jointPValue, predictionPValue, moved, spent, known, selectedBy);
        }
    }

    /**
     * A look at a window.
     *
     * @param window batches in it
     * @param pValue the smaller one of columns and leaves
     * @param level at or below which it is significant
     */
    record Look(int window, double pValue, double level) {}

    /**
     * A column that has moved.
     *
     * @param column its name
     * @param pValue of its values and missing cells together, in [0, 1]
     * @param effect how far its values moved beyond chance, in standard deviations of the reference; at least 0, and 0 where only its missing
     *     cells moved
     * @param importance its share of the model's importance, in [0, 1]; 0 for the prediction
     */
    record Moved(String column, double pValue, double effect, double importance) {}

    /**
     * What labels say of the model.
     *
     * @param wealth of the bettors of the {@link LabelRule}
     * @param threshold wealth from which on it asks
     */
    record Labels(double wealth, double threshold) {}
}
