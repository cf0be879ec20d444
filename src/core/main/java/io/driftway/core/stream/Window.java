package io.driftway.core.stream;

import io.driftway.core.stream.RowReader.Cells;
import io.driftway.core.stream.RowReader.Poison;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** A window that has ended: the records of a partition from one offset up to another. Its values are on the disk if they are many; close it when it is written. */
public final class Window implements AutoCloseable {

    private final Partition partition;
    private final long first;
    private final long next;
    private final long begun;
    private final boolean torn;
    private final List<String> columns;
    private final long rows;
    private final long tombstones;
    private final long bytes;
    private final Spool spool;

    Window(
            Partition partition,
            long first,
            long next,
            long begun,
            boolean torn,
            List<String> columns,
            long rows,
            long tombstones,
            long bytes,
            Spool spool) {
        this.partition = partition;
        this.first = first;
        this.next = next;
        this.begun = begun;
        this.torn = torn;
        this.columns = columns;
        this.rows = rows;
        this.tombstones = tombstones;
        this.bytes = bytes;
        this.spool = spool;
    }

    /** Returns the partition whose records it has. */
    public Partition partition() {
        return partition;
    }

    /** Returns the offset that names this window. */
    public long first() {
        return first;
    }

    /** Returns the first offset of the next window, which is committed when this one is written. */
    public long next() {
        return next;
    }

    /** Returns the timestamp of its first record, in milliseconds since 1970; 0 if it has none. */
    public long begun() {
        return begun;
    }

    /** Whether the log began in the middle of it, so that another reader may have seen more of it. */
    public boolean torn() {
        return torn;
    }

    /** Returns how many records are rows. */
    public long rows() {
        return rows;
    }

    /** Returns how many records have no value. */
    public long tombstones() {
        return tombstones;
    }

    /** Returns the bytes of its values. */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns its rows as CSV in the order of the log: UTF-8, lines ended by LF, a header row of quoted names, an empty cell where a record has no value.
     *
     * @param poison takes what is no row: the offset and bytes, and the reason
     */
    byte[] csv(RowReader reader, BiConsumer<Spool.Kept, Poison> poison) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        StringBuilder line = new StringBuilder();
        columns.forEach(name -> quoted(line.append(line.isEmpty() ? "" : ","), name));
        end(line, csv);
        spool.each(kept -> {
            switch (reader.read(kept.value())) {
                case Poison reason -> poison.accept(kept, reason);
                case Cells row -> {
                    row(row, line);
                    end(line, csv);
                }
            }
        });
        return csv.toByteArray();
    }

    private void row(Cells row, StringBuilder line) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            String cell = row.cells().getOrDefault(columns.get(i), "");
            // An empty line would be no row.
            if (mustBeQuoted(cell) || columns.size() == 1) {
                quoted(line, cell);
            } else {
                line.append(cell);
            }
        }
    }

    private static boolean mustBeQuoted(String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    }

    private static void quoted(StringBuilder line, String cell) {
        line.append('"').append(cell.replace("\"", "\"\"")).append('"');
    }

    private static void end(StringBuilder line, ByteArrayOutputStream csv) {
        csv.writeBytes(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
    }

    /** Drops what is kept of it. */
    @Override
    public void close() {
        spool.close();
    }
}
