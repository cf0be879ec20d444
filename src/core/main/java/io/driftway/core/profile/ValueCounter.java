package io.driftway.core.profile;

import java.util.Arrays;

/**
 * Counts the distinct values of a numeric column as they come, in memory that does not grow with the rows. Where more distinct values come
 * than are allowed, it keeps fewer bits of each. The profile is that of all values at once, {@linkplain NumericProfile#atMost coarsened},
 * whatever their order. Not safe for use by several threads.
 */
public final class ValueCounter {

    private static final int LEAST_BUFFER = 1 << 9;

    private final int maxValues;
    private double[] values = {};
    private long[] counts = {};
    private double[] originals = {};
    private int distinct;
    private int bits = NumericProfile.EXACT;
    private double[] buffer = new double[LEAST_BUFFER];
    private int buffered;
    private long missing;
    private long infinite;

    /** @param maxValues distinct values that are kept at the most, at least 1 */
    public ValueCounter(int maxValues) {
        if (maxValues < 1) {
            throw new IllegalArgumentException("at least one value must be kept, got " + maxValues);
        }
        this.maxValues = maxValues;
    }

    /** Counts one cell: a value, an infinity, or NaN for a missing one. */
    public void add(double value) {
        if (Double.isFinite(value)) {
            if (buffered == buffer.length) {
                settle();
            }
            buffer[buffered++] = value + 0.0;
        } else if (Double.isNaN(value)) {
            missing++;
        } else {
            infinite++;
        }
    }

    /** Returns how many bytes of memory it takes; it takes twice as many while it merges values. */
    public long heldBytes() {
        return (long) (values.length + (Ones.areShared(counts) ? 0 : counts.length) + originals.length + buffer.length)
                * Long.BYTES;
    }

    /** Counts the cells of another column, exact or at least as fine as this one will be. */
    public void add(NumericProfile others) {
        settle();
        keep(profile("").merge(others));
    }

    /** Returns the profile of all that was counted. */
    public NumericProfile profile(String name) {
        settle();
        trim();
        return new NumericProfile(name, values, counts, missing, infinite, bits, originals);
    }

    /** Drops the room behind the values. The arrays are handed out: nobody writes to them afterwards. */
    private void trim() {
        if (values.length > distinct) {
            values = Arrays.copyOf(values, distinct);
            counts = Arrays.copyOf(counts, distinct);
        }
    }

    private void keep(NumericProfile all) {
        NumericProfile kept = all.atMost(maxValues);
        values = kept.values();
        counts = kept.counts();
        distinct = kept.distinct();
        originals = kept.originals();
        bits = kept.bits();
        missing = kept.missing();
        infinite = kept.infinite();
    }

    /** Merges the buffer, sorted, into the values. */
    private void settle() {
        if (buffered == 0) {
            return;
        }
        Arrays.sort(buffer, 0, buffered);
        double[] merged = new double[distinct + buffered];
        long[] rows = new long[merged.length];
        double[] before = new double[originals.length == 0 ? 0 : merged.length];
        int size = 0;
        boolean ones = true;
        int i = 0;
        int j = 0;
        while (i < distinct || j < buffered) {
            double next = j == buffered || (i < distinct && values[i] <= buffer[j]) ? values[i] : buffer[j];
            long count = 0;
            double original = next;
            if (i < distinct && values[i] == next) {
                original = originals.length == 0 ? next : originals[i];
                count = counts[i++];
            }
            if (j < buffered && buffer[j] == next) {
                original = Significand.both(original, next);
            }
            while (j < buffered && buffer[j] == next) {
                count++;
                j++;
            }
            if (before.length > 0) {
                before[size] = original;
            }
            ones &= count == 1;
            merged[size] = next;
            rows[size++] = count;
        }
        buffered = 0;
        if (bits < NumericProfile.EXACT) {
            size = Significand.cut(merged, rows, before, size, bits);
        } else if (size > maxValues) {
            before = merged.clone();
        }
        while (size > maxValues && bits > 1) {
            size = Significand.cut(merged, rows, before, size, --bits);
        }
        originals = before.length <= size ? before : Arrays.copyOf(before, size);
        boolean sparse = size < merged.length / 2;
        values = sparse ? Arrays.copyOf(merged, size) : merged;
        counts = ones && size == merged.length ? Ones.of(size) : sparse ? Arrays.copyOf(rows, size) : rows;
        distinct = size;
        if (buffer.length < distinct / 2) {
            buffer = new double[distinct / 2];
        }
    }
}
