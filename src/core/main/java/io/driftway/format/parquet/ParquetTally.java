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

    /** Null once there are too many to count them so. */
    private @Nullable StoredCounts counts = new StoredCounts();

    private long rows;
    private long missing;

    ParquetTally(ParquetColumn column) {
        this.column = column;
        this.values = ParquetValues.of(column);
        this.isBits = values instanceof ParquetValues.OfBits;
    }

    /**
     * Takes a cell whose stored value was not counted before.
     *
     * @param row of the first cell of the batch
     */
    abstract void unseen(int row, ParquetBatch batch, int i);

    /** Takes cells that are not counted by their stored form any more, none of which is null. */
    abstract void putUncounted(int row, ParquetBatch batch, int from, int to);

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
        int next = from;
        while (next < to && counts != null) {
            next = isBits ? counts.count(batch.bits(), next, to) : counts.count(batch.bytes(), batch.ends(), next, to);
            if (next < to) {
                unseen(row, batch, next++);
            }
        }
        putUncounted(row, batch, next, to);
    }

    final ParquetColumn column() {
        return column;
    }

    final ParquetValues values() {
        return values;
    }

    /** Of values that are no bits. A cast, because a switch over types for each cell costs more than the rest. */
    final ParquetValues.OfBytes bytes() {
        return (ParquetValues.OfBytes) values;
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
