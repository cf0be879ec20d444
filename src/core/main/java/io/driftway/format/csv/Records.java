package io.driftway.format.csv;

import io.driftway.core.batch.Limits;
import io.driftway.format.table.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, block by block. Rows without a quote, whose lines end in LF or CRLF, are cut right in the bytes; from the first
 * other one on, the rest of a block goes through FastCSV. What comes out is the same either way.
 */
final class Records {

    /** Of a block, where rows have few cells: the bytes stay near. */
    static final int BLOCK_BYTES = 1 << 15;

    /** Of a block for each cell of a row, so that a hundred rows or so are cut at once. */
    private static final int BLOCK_BYTES_OF_COLUMN = 1 << 10;

    private static final int MOST_BLOCK_BYTES = 1 << 22;

    /** Arrays up to this length are kept once a long record needed one: the next may be as long. */
    private static final int MOST_KEPT_BYTES = 1 << 20;

    /** One for a line end where the file has none, the rest for reading words. */
    private static final int SPARE_BYTES = 1 + RowBlock.PADDING;

    private final InputStream in;
    private final Limits limits;
    private final CsvFaults faults;
    private final int blockBytesOfColumn;
    private int blockBytes;

    /** Room for the longest record, each byte of it a quote within quotes. */
    private int mostBytes;

    private byte[] bytes;
    private int from;
    private int to;
    private boolean ended;
    private long line = 1;
    private long headerLine = 1;
    private RepeatedHeader repeated = new RepeatedHeader(List.of());
    private long repeatedHeaders;
    private @Nullable Refused fault;

    /** Reads from the stream, which has no wrapping, and leaves it open. */
    Records(InputStream in, Limits limits, CsvFaults faults) {
        this(in, limits, faults, BLOCK_BYTES, BLOCK_BYTES_OF_COLUMN);
    }

    /** With blocks of one length, however many columns there are. */
    Records(InputStream in, Limits limits, CsvFaults faults, int blockBytes) {
        this(in, limits, faults, blockBytes, 0);
    }

    private Records(InputStream in, Limits limits, CsvFaults faults, int blockBytes, int blockBytesOfColumn) {
        this.blockBytesOfColumn = blockBytesOfColumn;
        this.in = in;
        this.limits = limits;
        this.faults = faults;
        setBlock(blockBytes);
        bytes = new byte[blockBytes + SPARE_BYTES];
    }

    private void setBlock(int length) {
        blockBytes = length;
        mostBytes = length + 2 * limits.rowBytes();
    }

    /**
     * The names of the first record that is not blank; empty when there is none.
     *
     * @throws Refused when it is malformed
     */
    List<String> header() {
        while (isMore()) {
            int end = endOfRecord();
            List<String> cells = HeaderRow.cells(bytes, from, end, limits, faults, line);
            headerLine = line;
            line += RecordEnds.lines(bytes, from, end);
            from = end;
            if (cells.size() > 1 || !cells.stream().allMatch(Records::isBlank)) {
                repeated = new RepeatedHeader(cells);
                long ofRows = (long) cells.size() * blockBytesOfColumn;
                setBlock(Math.max(blockBytes, (int) Math.min(MOST_BLOCK_BYTES, ofRows)));
                return names(cells);
            }
        }
        return List.of();
    }

    /** The line in which the header row begins. */
    long headerLine() {
        return headerLine;
    }

    /** Rows so far that repeat the header row; they are left out. */
    long repeatedHeaders() {
        return repeatedHeaders;
    }

    private int endOfRecord() {
        int end = RecordEnds.first(bytes, from, to);
        while (end < 0 && grow()) {
            end = RecordEnds.first(bytes, from, to);
        }
        if (end < 0 && !ended) {
            throw faults.longRow(line, limits.rowBytes());
        }
        return end < 0 ? to : end;
    }

    private static List<String> names(List<String> cells) {
        List<String> names = new ArrayList<>();
        cells.forEach(cell -> names.add(cell.isEmpty() ? "Unnamed: " + names.size() : cell));
        return names;
    }

    private static boolean isBlank(String cell) {
        return cell.chars().allMatch(c -> c <= ' ');
    }

    /** The next rows, as many as are at hand; false when there are no more, or none before a {@linkplain #requireNoFault fault}. */
    boolean next(RowBlock block) {
        if (fault != null) {
            return false;
        }
        renew(block);
        do {
            if (!isMore()) {
                return false;
            }
            try {
                cut(block);
            } catch (Refused refused) {
                fault = refused;
            }
        } while (block.rows() == 0 && fault == null);
        return block.rows() > 0;
    }

    /**
     * To be asked after the last rows.
     *
     * @throws Refused when something after them is malformed
     */
    void requireNoFault() {
        if (fault != null) {
            throw fault;
        }
    }

    /** Moves what is left into the array that the block no longer needs, and fills it up. A very long record leaves no array of its length behind. */
    private void renew(RowBlock block) {
        boolean needed = to - from > blockBytes || bytes.length <= MOST_KEPT_BYTES;
        int length = needed ? bytes.length : blockBytes + SPARE_BYTES;
        move(block.input().length == length ? block.input() : new byte[length]);
    }

    /** Makes room for a longer record; false when there is nothing more to read, or there is room enough for any that is allowed. */
    private boolean grow() {
        int room = bytes.length - SPARE_BYTES;
        if (ended || room >= mostBytes) {
            return false;
        }
        move(new byte[Math.min(mostBytes, room * 2) + SPARE_BYTES]);
        return true;
    }

    private void move(byte[] fresh) {
        System.arraycopy(bytes, from, fresh, 0, to - from);
        to -= from;
        from = 0;
        bytes = fresh;
        fill();
    }

    /** Whether anything is left, at hand or in the stream. */
    private boolean isMore() {
        if (from == to) {
            from = 0;
            to = 0;
            fill();
        }
        return from < to;
    }

    private void fill() {
        try {
            while (!ended && to < bytes.length - SPARE_BYTES) {
                int read = in.read(bytes, to, bytes.length - SPARE_BYTES - to);
                ended = read < 0;
                to += Math.max(0, read);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void cut(RowBlock block) {
        block.input(bytes);
        block.begin(bytes, line);
        PlainRows plain = PlainRows.cut(bytes, from, withLineEnd(), line, block, repeated, limits);
        if (plain.end() > from && plain.isUtf8()) {
            from = Math.min(plain.end(), to);
            line = plain.line();
        } else if (plain.end() > from) {
            cutQuoted(block, plain.end());
        } else if (plain.stopped()) {
            cutQuoted(block);
        } else if (!grow()) {
            throw faults.longRow(line, limits.rowBytes());
        }
    }

    /** The end of the bytes, where the last line has its end even if the file has none. */
    private int withLineEnd() {
        if (!ended || bytes[to - 1] == '\n') {
            return to;
        }
        bytes[to] = '\n';
        return to + 1;
    }

    private void cutQuoted(RowBlock block) {
        int end = RecordEnds.last(bytes, from, to);
        while (end < 0 && grow()) {
            end = RecordEnds.last(bytes, from, to);
        }
        block.input(bytes);
        if (ended) {
            cutQuoted(block, to);
        } else if (end >= 0) {
            cutQuoted(block, end);
        } else {
            long first = line;
            cutQuoted(block, to);
            block.begin(bytes, first);
            throw faults.longRow(first, limits.rowBytes());
        }
    }

    private void cutQuoted(RowBlock block, int end) {
        int begin = from;
        long first = line;
        from = Math.min(end, to);
        line += RecordEnds.lines(bytes, begin, from);
        repeatedHeaders += QuotedRows.read(bytes, begin, from, first, block, repeated, limits, faults);
    }
}
