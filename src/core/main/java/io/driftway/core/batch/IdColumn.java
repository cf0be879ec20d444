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

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** FNV-1a (Fowler, Noll and Vo) over UTF-16 code units, 64 bits. */
    public static long hash(String id) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Rows whose id stood in a row above; rows without an id do not count. */
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
