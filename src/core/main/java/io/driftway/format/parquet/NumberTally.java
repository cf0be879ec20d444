package io.driftway.format.parquet;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.ValueCounter;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of numbers. They are counted by their stored form, which is quick where they repeat; from too many different ones on by their value, exact up to
 * {@link #MAX_VALUES} of these.
 */
final class NumberTally extends ParquetTally {

    /** Distinct numbers that are kept exactly; beyond, their last bits are cut off until no more are left. */
    private static final int MAX_VALUES = 1 << 20;

    /** Distinct stored forms, after which numbers are counted by their value. */
    private static final int MAX_STORED = 1 << 16;

    private final ParquetPlace place;
    private final boolean open;
    private @Nullable ValueCounter numbers;

    /** @param open whether they are whole numbers of which nobody said what they are: labels when few are distinct and none is missing, else quantities */
    NumberTally(ParquetColumn column, ParquetPlace place, boolean open) {
        super(column);
        this.place = place;
        this.open = open;
    }

    @Override
    void unseen(int row, ParquetValues.OfBits values, long bits) {
        double number = ParquetCells.number(values, row, bits, place);
        StoredCounts counts = counts();
        if (counts == null || Double.isNaN(number)) {
            put(number);
        } else {
            counts.add(bits);
            leave(counts);
        }
    }

    @Override
    void unseen(int row, ParquetValues.OfBytes values, byte[] bytes, int from, int length) {
        double number = ParquetCells.number(values, row, bytes, from, length, place);
        StoredCounts counts = counts();
        if (counts == null || Double.isNaN(number)) {
            put(number);
        } else {
            counts.add(bytes, from, length);
            leave(counts);
        }
    }

    private void put(double number) {
        if (Double.isNaN(number)) {
            addMissing();
        } else if (numbers != null) {
            numbers.add(number);
        }
    }

    private void leave(StoredCounts counts) {
        if (counts.size() > MAX_STORED) {
            ValueCounter counter = new ValueCounter(MAX_VALUES);
            counter.add(profile(counts));
            numbers = counter;
            dropCounts();
        }
    }

    @Override
    long heldBytes() {
        StoredCounts counts = counts();
        return (counts == null ? 0 : counts.heldBytes()) + (numbers == null ? 0 : numbers.heldBytes());
    }

    @Override
    ParquetSummary summary() {
        StoredCounts counts = counts();
        if (counts != null) {
            return ParquetSummary.of(areLabels(counts) ? labels(counts) : with(missing(), profile(counts)));
        }
        return ParquetSummary.of(with(missing(), Objects.requireNonNull(numbers).profile(name())));
    }

    private boolean areLabels(StoredCounts counts) {
        return open && missing() == 0 && counts.size() <= ParquetInference.MAX_DISTINCT_INTEGER_LABELS;
    }

    private NumericProfile profile(StoredCounts counts) {
        double[] values = new double[counts.size()];
        long[] cells = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(counts.values(), i);
            cells[i] = counts.count(i);
        }
        return NumericProfile.of(name(), values, cells);
    }

    private static NumericProfile with(long missing, NumericProfile present) {
        return new NumericProfile(
                present.name(), present.values(), present.counts(), missing, present.infinite(), present.bits());
    }

    private double number(StoredValues stored, int i) {
        return switch (values()) {
            case ParquetValues.OfBits bits -> bits.number(stored.bits(i));
            case ParquetValues.OfBytes bytes -> bytes.number(stored.bytes(), stored.start(i), stored.length(i));
        };
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
