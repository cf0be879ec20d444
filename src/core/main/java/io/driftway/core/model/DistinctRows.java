package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.RowHashes;
import io.driftway.core.batch.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Tells labelled rows apart by their cells, at 8 bytes a row: equal rows have equal hashes, whatever file they are in. By chance, one row of a million
 * is taken for one of a million others once in 20 million times.
 */
public final class DistinctRows {

    private DistinctRows() {}

    /**
     * Hashes each row by its id, its features and its label.
     *
     * @param labelled has the features and the target of the schema
     */
    public static long[] hashes(Batch labelled, Schema schema) {
        List<String> cells = Stream.concat(schema.features().stream(), schema.target().stream())
                .map(Field::name)
                .toList();
        long[] hashes = RowHashes.of(labelled, cells);
        if (schema.id().flatMap(id -> labelled.column(id.name())).orElse(null) instanceof IdColumn ids) {
            Arrays.setAll(hashes, row -> RowHashes.and(hashes[row], RowHashes.of(ids.values()[row])));
        }
        return hashes;
    }

    /** Returns each hash once, ascending. */
    public static long[] sorted(LongStream hashes) {
        long[] sorted = hashes.toArray();
        Arrays.sort(sorted);
        int distinct = 0;
        for (long hash : sorted) {
            if (distinct == 0 || hash != sorted[distinct - 1]) {
                sorted[distinct++] = hash;
            }
        }
        return Arrays.copyOf(sorted, distinct);
    }

    /** Tells whether a hash is among these, which are {@link #sorted}. */
    public static boolean contain(long[] sorted, long hash) {
        return Arrays.binarySearch(sorted, hash) >= 0;
    }
}
