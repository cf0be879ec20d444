package io.driftway.core.stream;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the records of one partition into windows. What a window holds depends on the log alone, not on how the records were polled, or on where a reader stopped and began again: a reader
 * begins where a window begins.
 *
 * <p>The last window stays open until the log shows that it has ended.
 */
public final class WindowCutter {

    private final Partition partition;
    private final Cut cut;
    private final RowReader reader;
    private final WindowLimits limits;
    private OpenWindow open;
    /** The last offset that was taken, or that stands before the beginning. */
    private long last;

    /**
     * Begins at an offset.
     *
     * @param begin the first offset of a window, as {@link Window#next} says; or the first offset that the log still has
     * @param torn whether the log may begin in the middle of a window
     */
    public WindowCutter(Partition partition, Cut cut, RowReader reader, WindowLimits limits, long begin, boolean torn) {
        this.partition = partition;
        this.cut = cut;
        this.reader = reader;
        this.limits = limits;
        last = begin - 1;
        long first = torn && cut instanceof Cut.ByOffsets by ? by.floor(begin) : begin;
        open = begin(first, torn && !(cut instanceof Cut.ByOffsets && first == begin));
    }

    private OpenWindow begin(long first, boolean torn) {
        return new OpenWindow(partition, first, reader.columns(), torn, limits);
    }

    /** Returns the offset from which another reader would have to begin. */
    public long first() {
        return open.first();
    }

    /**
     * Takes the next record. One that was taken before is passed over.
     *
     * @return the window that ends before this record, if one does
     */
    public Optional<Window> add(StreamRecord record) {
        if (record.offset() <= last) {
            return Optional.empty();
        }
        last = record.offset();
        long bucket = cut.bucket(record);
        byte[] value = record.value();
        RowReader.Row row = value == null ? null : reader.read(value);
        Optional<Window> ended = end(record, bucket, value, row);
        if (value == null || row == null) {
            open.tombstone(record, bucket);
        } else {
            open.take(record, bucket, value, row);
        }
        return ended;
    }

    private Optional<Window> end(
            StreamRecord record, long bucket, byte @Nullable [] value, RowReader.@Nullable Row row) {
        Optional<Window> ended = Optional.empty();
        if (open.endsBefore(bucket)) {
            ended = Optional.of(close(cut instanceof Cut.ByOffsets by ? by.floor(record.offset()) : record.offset()));
        } else if (value != null && row != null && open.overflows(value.length, row)) {
            ended = Optional.of(close(record.offset()));
        } else if (open.isEmpty()) {
            moveTo(record);
        }
        return ended;
    }

    /** An empty window is named as it would have been, had the reader begun at the record before. */
    private void moveTo(StreamRecord record) {
        if (cut instanceof Cut.ByOffsets by) {
            open.beginAt(Math.max(open.first(), by.floor(record.offset())));
        } else {
            open.beginAt(record.offset());
        }
    }

    /**
     * Tells that all records before an offset were taken, and that there are no others: the offsets between the last one and this one are gaps.
     *
     * @return the window that this ends, if it ends one; it may be empty
     */
    public Optional<Window> passed(long position) {
        last = Math.max(last, position - 1);
        return cut instanceof Cut.ByOffsets by && by.floor(position) > open.first()
                ? Optional.of(close(by.floor(position)))
                : Optional.empty();
    }

    private Window close(long next) {
        Window ended = open.close(next, reader.columns());
        open = begin(next, false);
        return ended;
    }

    /** Drops what is kept of the open window. */
    public void abandon() {
        open.abandon();
    }
}
