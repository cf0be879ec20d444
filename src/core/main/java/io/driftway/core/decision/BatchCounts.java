package io.driftway.core.decision;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps counts of a batch, and no row, so that it can be judged together with others.
 *
 * @param rows rows of the batch
 * @param columns by cell, in the order of {@link Reference#columns}
 * @param leaves rows by leaf, for each tree of {@link Reference#leaves}
 */
public record BatchCounts(long rows, List<ColumnCounts> columns, List<long[]> leaves) {

    public BatchCounts {
        columns = List.copyOf(columns);
        leaves = List.copyOf(leaves);
    }

    /** Counts the rows of both together: the same in any order and grouping. */
    public BatchCounts plus(BatchCounts other) {
        return together(List.of(this, other));
    }

    /**
     * Counts the rows of batches of one reference together.
     *
     * @param batches at least one
     */
    static BatchCounts together(List<BatchCounts> batches) {
        BatchCounts first = batches.getFirst();
        if (batches.size() == 1) {
            return first;
        }
        List<ColumnCounts> columns = new ArrayList<>();
        for (int column = 0; column < first.columns.size(); column++) {
            long[] cells = new long[first.columns.get(column).cells().length];
            long missing = 0;
            for (BatchCounts batch : batches) {
                add(batch.columns.get(column).cells(), cells);
                missing += batch.columns.get(column).missing();
            }
            columns.add(new ColumnCounts(cells, missing));
        }
        List<long[]> leaves = new ArrayList<>();
        for (int tree = 0; tree < first.leaves.size(); tree++) {
            long[] fallen = new long[first.leaves.get(tree).length];
            for (BatchCounts batch : batches) {
                add(batch.leaves.get(tree), fallen);
            }
            leaves.add(fallen);
        }
        return new BatchCounts(batches.stream().mapToLong(BatchCounts::rows).sum(), columns, leaves);
    }

    private static void add(long[] counts, long[] sum) {
        for (int cell = 0; cell < sum.length; cell++) {
            sum[cell] += counts[cell];
        }
    }
}
