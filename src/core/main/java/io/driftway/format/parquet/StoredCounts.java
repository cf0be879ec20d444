package io.driftway.format.parquet;

import java.util.Arrays;

/** The distinct stored values of a column with the cells that have each. */
final class StoredCounts {

    private final StoredValues values = new StoredValues();
    private long[] counts = new long[16];

    StoredValues values() {
        return values;
    }

    int size() {
        return values.size();
    }

    long count(int number) {
        return counts[number];
    }

    long heldBytes() {
        return values.heldBytes() + (long) Long.BYTES * counts.length;
    }

    /** Counts these cells up to the first whose value was not added, and returns its place. */
    int count(long[] bits, int from, int to) {
        for (int i = from; i < to; i++) {
            int number = values.find(bits[i]);
            if (number == StoredValues.UNSEEN) {
                return i;
            }
            counts[number]++;
        }
        return to;
    }

    /** @param ends where each cell begins in the bytes, and behind it where it ends */
    int count(byte[] bytes, int[] ends, int from, int to) {
        for (int i = from; i < to; i++) {
            int number = values.find(bytes, ends[i], ends[i + 1] - ends[i]);
            if (number == StoredValues.UNSEEN) {
                return i;
            }
            counts[number]++;
        }
        return to;
    }

    /** Adds an unseen value and counts its first cell. */
    void add(long bits) {
        values.add(bits);
        countLast();
    }

    void add(byte[] bytes, int from, int length) {
        values.add(bytes, from, length);
        countLast();
    }

    private void countLast() {
        int last = values.size() - 1;
        if (last == counts.length) {
            counts = Arrays.copyOf(counts, 2 * last);
        }
        counts[last] = 1;
    }
}
