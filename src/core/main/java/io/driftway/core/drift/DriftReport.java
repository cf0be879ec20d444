package io.driftway.core.drift;

import java.util.List;

/**
 * How far a current batch is from its reference.
 *
 * @param rowsReference rows of the reference
 * @param rowsCurrent rows of the current
 * @param missingValueCount cells of the current without a value
 * @param scores one for each column of the reference, in its order
 */
public record DriftReport(long rowsReference, long rowsCurrent, long missingValueCount, List<DriftScore> scores) {
    public DriftReport {
        scores = List.copyOf(scores);
    }

    /** Columns that have a value. */
    public int testedColumns() {
        return (int)
                scores.stream().filter(DriftScore.Measured.class::isInstance).count();
    }

    public int driftedColumns() {
        return (int) scores.stream().filter(DriftScore::drifted).count();
    }

    /** Share of the tested columns that drifted, in [0, 1]; NaN when none could be tested, which says nothing of drift. */
    public double driftValue() {
        return (double) driftedColumns() / testedColumns();
    }
}
