package io.driftway.core.labels;

import io.driftway.core.batch.IdColumn;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows which batch may hold which ids, as sorted hashes of 8 bytes. So a file of labels reads only the predictions of the batches that it is about. If two ids share a hash, one
 * read is needless. The index is bounded: it has no entry for a batch without room, and that batch is read each time.
 */
final class IdIndex {

    private final int room;
    private final Map<String, long[]> hashes = new HashMap<>();
    private int rows;

    IdIndex(int room) {
        this.room = room;
    }

    /** Whether the batch is certain to have none of these, ascending. A batch that is not indexed may have any. */
    boolean hasNone(String batchId, long[] wanted) {
        long[] there = hashes.get(batchId);
        return there != null && !share(there, wanted);
    }

    /** Whether the batch is indexed and has this one. */
    boolean has(String batchId, long wanted) {
        long[] there = hashes.get(batchId);
        return there != null && Arrays.binarySearch(there, wanted) >= 0;
    }

    private static boolean share(long[] a, long[] b) {
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                return true;
            }
            if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return false;
    }

    void add(String batchId, String[] ids) {
        if (hashes.containsKey(batchId) || ids.length > room - rows) {
            return;
        }
        hashes.put(
                batchId, Arrays.stream(ids).mapToLong(IdColumn::hash).sorted().toArray());
        rows += ids.length;
    }

    void keepOnly(Collection<String> batches) {
        hashes.keySet().retainAll(batches);
        rows = hashes.values().stream().mapToInt(there -> there.length).sum();
    }
}
