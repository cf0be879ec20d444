package io.driftway.core.batch;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Hashes rows and texts to 64 bits, the same in every version: equal rows have equal hashes, and others practically never do. */
public final class RowHashes {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private RowHashes() {}

    /**
     * Hashes each row by the cells of the columns named, in that order.
     *
     * @throws IllegalArgumentException when the batch lacks one of them, or it names rows
     */
    public static long[] of(Batch batch, Collection<String> columnNames) {
        long[] hashes = new long[batch.rows()];
        for (String name : columnNames) {
            add(
                    batch.column(name)
                            .orElseThrow(() -> new IllegalArgumentException(batch.name() + " has no column " + name)),
                    hashes);
        }
        return hashes;
    }

    private static void add(Column column, long[] hashes) {
        switch (column) {
            case NumericColumn(String name, double[] values) ->
                Arrays.setAll(hashes, row -> and(hashes[row], Double.doubleToLongBits(values[row])));
            case CategoricalColumn(String name, var dictionary, int[] codes) -> {
                long[] labels = dictionary.stream().mapToLong(RowHashes::fnv).toArray();
                Arrays.setAll(hashes, row -> and(hashes[row], codes[row] < 0 ? 0 : labels[codes[row]]));
            }
            case IdColumn id -> throw new IllegalArgumentException("the id " + id.name() + " cannot be a feature");
        }
    }

    /** Hashes a text. */
    public static long of(String text) {
        return mix(fnv(text));
    }

    /** Returns the hashes that come more than once, in 8 bytes for each hash besides. */
    public static Set<Long> repeated(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        Set<Long> repeated = new HashSet<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                repeated.add(sorted[i]);
            }
        }
        return repeated;
    }

    /** Hashes a hash and a number together. */
    public static long and(long hash, long number) {
        return mix(FNV_PRIME * hash + number);
    }

    /** FNV-1a (Fowler, Noll and Vo), over UTF-16 code units. */
    private static long fnv(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finaliser of MurmurHash3 (Appleby): every input bit reaches the highest bits. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
