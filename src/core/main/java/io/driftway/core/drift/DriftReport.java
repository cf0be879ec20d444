package io.driftway.core.drift;

import java.util.List;

/**
 * Holds the comparison of a current batch with its reference, column by column. What it means for the model is a matter of the decision rule.
 *
 * @param rowsReference rows of the reference
 * @param rowsCurrent rows of the current
 * @param missingValueCount cells of the current without a value, over all columns
 * @param scores one for each column compared, in the order of the reference
 */
public record DriftReport(long rowsReference, long rowsCurrent, long missingValueCount, List<DriftScore> scores) {
    public DriftReport {
        scores = List.copyOf(scores);
    }

    /** Returns how many columns have a value. */
    public int testedColumns() {
        return (int)
                scores.stream().filter(DriftScore.Measured.class::isInstance).count();
    }

    /** Returns how many columns drifted. A column without a value is not among them. */
    public int driftedColumns() {
        return (int) scores.stream().filter(DriftScore::drifted).count();
    }

    /** Returns the share of the tested columns that drifted, in [0, 1]; NaN where no column could be tested, which says nothing of drift. */
    public double driftValue() {
        return (double) driftedColumns() / testedColumns();
    }
}
