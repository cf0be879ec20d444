package io.driftway.core.labels;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which batch may hold which ids, as sorted hashes of 8 bytes: so that a file of labels reads the predictions of those batches only that it is
 * about. A hash that two ids share costs one needless read. Bounded: a batch for which there is no room is read each time.
 */
final class IdIndex {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int room;
    private final Map<String, long[]> hashes = new HashMap<>();
    private int rows;

    IdIndex(int room) {
        this.room = room;
    }

    /** FNV-1a (Fowler, Noll and Vo) over UTF-16 code units, 64 bits. */
    static long hash(String id) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Whether the batch is certain to have none of these, ascending. A batch that is not indexed may have any. */
    boolean hasNone(String batchId, long[] wanted) {
        long[] there = hashes.get(batchId);
        return there != null && !share(there, wanted);
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
        hashes.put(batchId, Arrays.stream(ids).mapToLong(IdIndex::hash).sorted().toArray());
        rows += ids.length;
    }

    void keepOnly(Collection<String> batches) {
        hashes.keySet().retainAll(batches);
        rows = hashes.values().stream().mapToInt(there -> there.length).sum();
    }
}
