package io.driftway.core.batch;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Ids that stand in more than one row. */
final class RepeatedIds {

    private RepeatedIds() {}

    /**
     * Rows whose id stood in a row above; rows without an id do not count. Ids are first told apart by a hash, in 16 bytes each, and only those whose
     * hash comes twice are compared.
     *
     * @param ids by row; the empty text where there is none
     */
    static long count(String[] ids) {
        Set<Long> twice = RowHashes.repeated(Arrays.stream(ids)
                .filter(id -> !id.isEmpty())
                .mapToLong(IdColumn::hash)
                .toArray());
        if (twice.isEmpty()) {
            return 0;
        }
        Set<String> seen = new HashSet<>();
        long repeated = 0;
        for (String id : ids) {
            if (!id.isEmpty() && twice.contains(IdColumn.hash(id)) && !seen.add(id)) {
                repeated++;
            }
        }
        return repeated;
    }
}
