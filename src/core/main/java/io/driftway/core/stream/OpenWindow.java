package io.driftway.core.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The window that a partition is at. */
final class OpenWindow {

    private final Partition partition;
    private final WindowLimits limits;
    private final boolean fixed;
    private final boolean torn;
    private final SortedSet<String> names;
    private final Spool spool;
    private long first;
    private long bucket;
    private long begun;
    private long taken;
    private long rows;
    private long tombstones;
    private long bytes;
    private long longest;
    private long nameBytes;

    /**
     * @param first offset that it is named by, if no record says better
     * @param columns that every window has; empty if it has the names of its own records
     * @param torn whether records before the first one that is read may belong to it and be gone
     */
    OpenWindow(Partition partition, long first, List<String> columns, boolean torn, WindowLimits limits) {
        this.partition = partition;
        this.first = first;
        this.limits = limits;
        this.torn = torn;
        fixed = !columns.isEmpty();
        names = new TreeSet<>(columns);
        spool = new Spool(limits.folder());
    }

    long first() {
        return first;
    }

    boolean isEmpty() {
        return taken == 0;
    }

    /** Whether the record belongs to a later window, by its bucket. */
    boolean endsBefore(long bucketOfRecord) {
        return taken > 0 && bucketOfRecord > bucket;
    }

    /** Names an empty window by this offset. */
    void beginAt(long offset) {
        first = offset;
    }

    /** Whether this value would take the window past a limit. A single record never does. */
    boolean overflows(int valueBytes, RowReader.Row row) {
        if (taken == 0) {
            return false;
        }
        if (!(row instanceof RowReader.Cells cells)) {
            return bytes + valueBytes + rows * names.size() > limits.bytes();
        }
        long added = 0;
        int columns = names.size();
        if (!fixed) {
            for (String name : cells.cells().keySet()) {
                if (!names.contains(name)) {
                    columns++;
                    added += name.getBytes(UTF_8).length + 1L;
                }
            }
        }
        return bytes + valueBytes + (rows + 1) * columns > limits.bytes()
                || rows + 1 > limits.batch().rows()
                || columns > limits.batch().columns()
                || nameBytes + added > limits.batch().rowBytes()
                || Math.max(longest, cells.bytes()) + columns > limits.batch().rowBytes();
    }

    void tombstone(StreamRecord record, long bucketOfRecord) {
        begin(record, bucketOfRecord);
        tombstones++;
    }

    void take(StreamRecord record, long bucketOfRecord, byte[] value, RowReader.Row row) {
        begin(record, bucketOfRecord);
        spool.add(record.offset(), value);
        bytes += value.length;
        if (row instanceof RowReader.Cells cells) {
            rows++;
            longest = Math.max(longest, cells.bytes());
            if (!fixed) {
                cells.cells().keySet().stream()
                        .filter(names::add)
                        .forEach(name -> nameBytes += name.getBytes(UTF_8).length + 1L);
            }
        }
    }

    private void begin(StreamRecord record, long bucketOfRecord) {
        if (taken++ == 0) {
            bucket = bucketOfRecord;
            begun = record.timestamp();
        }
    }

    Window close(long next, List<String> columns) {
        return new Window(
                partition,
                first,
                next,
                begun,
                torn,
                fixed ? columns : List.copyOf(names),
                rows,
                tombstones,
                bytes,
                spool);
    }

    void abandon() {
        spool.close();
    }
}
