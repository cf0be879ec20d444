package io.driftway.format.parquet;

import dev.hardwood.reader.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A column as it is counted while the file is read, in memory that does not grow with the rows. A value is counted by its stored form, and looked at only when that
 * form comes for the first time.
 */
abstract sealed class ParquetTally implements ParquetSink permits NumberTally, LabelTally {

    private final ParquetColumn column;
    private final ParquetValues values;
    private final boolean isBits;

    /** Null once there are too many to count them so; then every cell is unseen. */
    private @Nullable StoredCounts counts = new StoredCounts();

    private long rows;
    private long missing;

    ParquetTally(ParquetColumn column) {
        this.column = column;
        this.values = ParquetValues.of(column);
        this.isBits = values instanceof ParquetValues.OfBits;
    }

    /** Takes a cell whose stored value was not counted before. */
    abstract void unseen(int row, ParquetValues.OfBits values, long bits);

    abstract void unseen(int row, ParquetValues.OfBytes values, byte[] bytes, int from, int length);

    /** Returns what was counted, once all rows were put. */
    abstract ParquetSummary summary();

    /** How many bytes of memory it takes. */
    abstract long heldBytes();

    @Override
    public final void put(int row, ParquetBatch batch) {
        Validity validity = batch.validity();
        int count = batch.count();
        int next = 0;
        while (next < count) {
            int end = orEnd(validity.nextNull(next, count), count);
            putPresent(row, batch, next, end);
            next = orEnd(validity.nextNotNull(end, count), count);
            missing += next - end;
        }
        rows += count;
    }

    private static int orEnd(int found, int count) {
        return found < 0 ? count : found;
    }

    /** Takes cells none of which is null. */
    private void putPresent(int row, ParquetBatch batch, int from, int to) {
        int next = counted(batch, from, to);
        while (next < to) {
            unseen(row + next, batch, next);
            next = counted(batch, next + 1, to);
        }
    }

    /** Counts cells up to the first whose value was not counted before, and returns its place. */
    private int counted(ParquetBatch batch, int from, int to) {
        if (counts == null) {
            return from;
        }
        return isBits ? counts.count(batch.bits(), from, to) : counts.count(batch.bytes(), batch.ends(), from, to);
    }

    private void unseen(int row, ParquetBatch batch, int i) {
        switch (values) {
            case ParquetValues.OfBits bits -> unseen(row, bits, batch.bits()[i]);
            case ParquetValues.OfBytes bytes -> {
                int from = batch.ends()[i];
                unseen(row, bytes, batch.bytes(), from, batch.ends()[i + 1] - from);
            }
        }
    }

    final ParquetColumn column() {
        return column;
    }

    final ParquetValues values() {
        return values;
    }

    final String name() {
        return column.name();
    }

    final @Nullable StoredCounts counts() {
        return counts;
    }

    final void dropCounts() {
        counts = null;
    }

    final void addMissing() {
        missing++;
    }

    /** Cells without a value. */
    final long missing() {
        return missing;
    }

    /** Cells with one. */
    final long present() {
        return rows - missing;
    }
}
