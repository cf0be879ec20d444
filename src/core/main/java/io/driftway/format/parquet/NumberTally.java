package io.driftway.format.parquet;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.table.DistinctLimits;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * A column of numbers. They are counted by their stored form, which is quick where they repeat; from too many different ones on they are collected, sorted and counted many at
 * a time, exact up to {@link DistinctLimits#NUMBERS} different ones.
 */
final class NumberTally extends ParquetTally {

    /** Distinct stored forms, after which numbers are collected. */
    private static final int MAX_STORED = 1 << 16;

    /** Numbers that are sorted together. */
    private static final int MAX_COLLECTED = 1 << 20;

    private final ParquetPlace place;
    private final boolean open;
    private NumericProfile sorted;
    private double[] collected = {};
    private int size;

    /** @param open whether they are whole numbers of which nobody said what they are: labels when few are distinct and none is missing, else quantities */
    NumberTally(ParquetColumn column, ParquetPlace place, boolean open) {
        super(column);
        this.place = place;
        this.open = open;
        this.sorted = new NumericProfile(column.name(), new double[0], new long[0], 0, 0);
    }

    @Override
    void unseen(int row, ParquetBatch batch, int i) {
        double number = number(row + i, batch, i);
        StoredCounts counts = counts();
        if (counts == null || Double.isNaN(number)) {
            put(number);
            return;
        }
        if (values() instanceof ParquetValues.OfBits) {
            counts.add(batch.bits()[i]);
        } else {
            counts.add(batch.bytes(), batch.ends()[i], batch.ends()[i + 1] - batch.ends()[i]);
        }
        if (counts.size() > MAX_STORED) {
            leave(counts);
        }
    }

    @Override
    void putUncounted(int row, ParquetBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            put(number(row + i, batch, i));
        }
    }

    private double number(int row, ParquetBatch batch, int i) {
        if (values() instanceof ParquetValues.OfBits bits) {
            return ParquetCells.number(bits, row, batch.bits()[i], place);
        }
        int start = batch.ends()[i];
        return ParquetCells.number(bytes(), row, batch.bytes(), start, batch.ends()[i + 1] - start, place);
    }

    private void put(double number) {
        if (Double.isNaN(number)) {
            addMissing();
        } else {
            collect(number);
        }
    }

    private void collect(double number) {
        if (size == collected.length) {
            if (size == MAX_COLLECTED) {
                sort();
            } else {
                collected = Arrays.copyOf(collected, Math.max(MAX_STORED, 2 * size));
            }
        }
        collected[size++] = number + 0.0;
    }

    /** Goes on without stored forms. Those that came once are collected: of many there are hardly others. */
    private void leave(StoredCounts counts) {
        dropCounts();
        double[] values = new double[counts.size()];
        long[] cells = new long[values.length];
        int repeated = 0;
        for (int i = 0; i < values.length; i++) {
            if (counts.count(i) > 1) {
                values[repeated] = number(counts.values(), i);
                cells[repeated++] = counts.count(i);
            } else {
                collect(number(counts.values(), i));
            }
        }
        sorted = sorted.merge(
                NumericProfile.of(name(), Arrays.copyOf(values, repeated), Arrays.copyOf(cells, repeated)));
    }

    /** Counts what was collected. */
    private void sort() {
        Arrays.sort(collected, 0, size);
        int from = size > 0 && collected[0] == Double.NEGATIVE_INFINITY ? end(0) : 0;
        int to = size;
        while (to > from && collected[to - 1] == Double.POSITIVE_INFINITY) {
            to--;
        }
        int distinct = 0;
        for (int i = from; i < to; i = end(i)) {
            distinct++;
        }
        double[] values = new double[distinct];
        long[] cells = new long[distinct];
        int next = 0;
        for (int i = from; i < to; i += (int) cells[next++]) {
            values[next] = collected[i];
            cells[next] = end(i) - i;
        }
        NumericProfile one = new NumericProfile(name(), values, cells, 0, size - (to - from));
        sorted = (sorted.present() == 0 && sorted.infinite() == 0 ? one : sorted.merge(one))
                .atMost(DistinctLimits.NUMBERS);
        size = 0;
    }

    /** Where the numbers end that equal this one. */
    private int end(int start) {
        int end = start + 1;
        while (end < size && collected[end] == collected[start]) {
            end++;
        }
        return end;
    }

    @Override
    long heldBytes() {
        StoredCounts counts = counts();
        return (counts == null ? 0 : counts.heldBytes())
                + (long) Double.BYTES * collected.length
                + (long) Long.BYTES * (2 * sorted.distinct() + sorted.originals().length);
    }

    @Override
    ParquetSummary summary() {
        StoredCounts counts = counts();
        if (counts != null && areLabels(counts)) {
            return ParquetSummary.of(labels(counts));
        }
        if (counts != null) {
            leave(counts);
        }
        sort();
        return ParquetSummary.of(sorted.withMissing(missing()));
    }

    private boolean areLabels(StoredCounts counts) {
        return open && missing() == 0 && counts.size() <= ParquetInference.MAX_DISTINCT_INTEGER_LABELS;
    }

    private double number(StoredValues stored, int i) {
        return values() instanceof ParquetValues.OfBits bits
                ? bits.number(stored.bits(i))
                : bytes().number(stored.bytes(), stored.start(i), stored.length(i));
    }

    private CategoricalProfile labels(StoredCounts counts) {
        ParquetValues.OfBits values = (ParquetValues.OfBits) values();
        TreeMap<String, Long> byLabel = new TreeMap<>();
        for (int i = 0; i < counts.size(); i++) {
            byLabel.put(String.valueOf(values.text(counts.values().bits(i))), counts.count(i));
        }
        return new CategoricalProfile(name(), byLabel, 0);
    }
}
