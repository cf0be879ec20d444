package io.driftway.core.batch;

import java.util.Arrays;

/**
 * Holds the column that names rows.
 *
 * @param name as in the header row
 * @param values one per row; the empty string where the cell is missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record IdColumn(String name, String[] values) implements Column {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Returns the 64-bit FNV-1a hash (Fowler, Noll and Vo) of an id, over its UTF-16 code units. */
    public static long hash(String id) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Returns how many rows have an id that an earlier row has. Rows without an id do not count. */
    public long repeated() {
        return RepeatedIds.count(values);
    }

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
