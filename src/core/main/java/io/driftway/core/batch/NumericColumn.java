package io.driftway.core.batch;

import java.util.Arrays;

/**
 * Holds a column of quantities.
 *
 * @param name as in the header row
 * @param values one per row; NaN where the cell is missing; infinities as read
 */
@SuppressWarnings("ArrayRecordComponent")
public record NumericColumn(String name, double[] values) implements Column {

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public int missing() {
        int missing = 0;
        for (double value : values) {
            missing += Double.isNaN(value) ? 1 : 0;
        }
        return missing;
    }

    @Override
    public NumericColumn select(int[] rows) {
        return new NumericColumn(
                name, Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
    }
}
