package io.driftway.core.batch;

import java.util.Arrays;

/**
 * Names of rows.
 *
 * @param name as in the header row
 * @param values one per row; the empty string where the cell is missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record IdColumn(String name, String[] values) implements Column {

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public int missing() {
        int missing = 0;
        for (String value : values) {
            missing += value.isEmpty() ? 1 : 0;
        }
        return missing;
    }

    @Override
    public IdColumn select(int[] rows) {
        return new IdColumn(
                name, Arrays.stream(rows).mapToObj(row -> values[row]).toArray(String[]::new));
    }
}
