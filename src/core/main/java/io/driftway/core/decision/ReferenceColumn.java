package io.driftway.core.decision;

import io.driftway.core.batch.Column;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;

/**
 * A column of the reference, cut into cells in which the rows of any sample of that column are counted. The cut depends on the reference
 * alone, so that the counts of batches add up to the counts of a window.
 */
public sealed interface ReferenceColumn permits NumericReference, LabelReference {

    /**
     * Cuts a column of the reference.
     *
     * @param column with at least one value
     */
    static ReferenceColumn of(ColumnProfile column) {
        return switch (column) {
            case NumericProfile numbers -> new NumericReference(numbers);
            case CategoricalProfile labels -> new LabelReference(labels);
        };
    }

    /** Returns the column's name. */
    String name();

    /** Returns the rows of the reference by cell. */
    ColumnCounts counts();

    /**
     * Counts a sample of this column by cell.
     *
     * @throws IllegalArgumentException when the sample is of another type
     */
    ColumnCounts count(ColumnProfile sample);

    /**
     * Returns the cell of each row; -1 where it has no value.
     *
     * @throws IllegalArgumentException when the rows are of another type
     */
    int[] cells(Column rows);

    /**
     * Tests whether a sample's values come from the reference's distribution, both sides being samples.
     *
     * @return p-value in [0, 1] of the values alone, without missing cells; 1 where a side has no value
     */
    double valuesPValue(ColumnCounts sample);

    /**
     * Tests values and missing cells together: twice the smaller p-value of the two, or that of the values where neither side misses any.
     *
     * @return p-value in [0, 1]
     */
    default double pValue(ColumnCounts sample) {
        double values = valuesPValue(sample);
        return counts().missing() + sample.missing() == 0
                ? values
                : Math.min(1, 2 * Math.min(values, missingPValue(sample)));
    }

    /** Tests the share of missing cells by Fisher's exact test; p-value in [0, 1], and 1 where the sample is empty. */
    default double missingPValue(ColumnCounts sample) {
        return Fisher.pValue(counts().missing(), counts().rows(), sample.missing(), sample.rows());
    }

    /**
     * Measures by how much the values have moved, beyond what chance moves them by on average, in standard deviations of the reference.
     *
     * @return at least 0; 0 where a side has no value. Missing cells do not count.
     */
    double effect(ColumnCounts sample);
}
