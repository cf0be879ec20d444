package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import io.driftway.core.batch.Limits;
import io.driftway.format.table.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Objects;

/** Rows by way of FastCSV: for whatever is not plain, such as quotes, and for what is malformed, so that the fault is placed. */
final class QuotedRows extends AbstractBaseCsvCallbackHandler<QuotedRows> {

    private static final int LEAST_BUFFER_CHARS = 1 << 15;

    private final Limits limits;
    private final CsvFaults faults;
    private final RepeatedHeader header;
    private final RowBlock block;
    private final long firstLine;
    private byte[] cells;
    private int used;
    private int rowStart;
    private boolean blank;
    private int repeatedHeaders;

    private QuotedRows(
            Limits limits, CsvFaults faults, RepeatedHeader header, RowBlock block, long firstLine, int bytes) {
        this.limits = limits;
        this.faults = faults;
        this.header = header;
        this.block = block;
        this.firstLine = firstLine;
        cells = new byte[bytes + bytes / 8 + 64];
    }

    /**
     * Reads these bytes, which begin where a record does, into the block.
     *
     * @return how many rows repeat the header row, which are left out
     * @throws Refused at the first fault; the rows before it are in the block
     */
    static int read(
            byte[] bytes,
            int from,
            int to,
            long firstLine,
            RowBlock block,
            RepeatedHeader header,
            Limits limits,
            CsvFaults faults) {
        QuotedRows rows = new QuotedRows(limits, faults, header, block, firstLine, to - from);
        block.begin(rows.cells, firstLine);
        try (CsvReader<QuotedRows> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(bufferChars(limits))
                .build(rows, new Utf8Reader(new ByteArrayInputStream(bytes, from, to - from), to - from))) {
            reader.forEach(row -> {});
            return rows.repeatedHeaders;
        } catch (CsvParseException wrapper) {
            throw rows.refused(wrapper.getCause() == null ? wrapper : wrapper.getCause());
        } catch (UncheckedIOException wrapper) {
            throw rows.refused(Objects.requireNonNull(wrapper.getCause()));
        } catch (IOException failure) {
            throw rows.refused(failure);
        } finally {
            block.text(rows.cells);
        }
    }

    /** How far a quote that was left open is followed: past the longest cell and its quotes. FastCSV fails where it is no power of two. */
    static int bufferChars(Limits limits) {
        return Math.max(LEAST_BUFFER_CHARS, Integer.highestOneBit(limits.cellChars() + 1) << 1);
    }

    private RuntimeException refused(Throwable failure) {
        int column = getFieldCount();
        return switch (failure) {
            case Refused refused -> refused;
            case CsvParseException malformed -> faults.quote(line(), column, limits.cellChars());
            case CharacterCodingException malformed -> faults.encoding(line(), column);
            default -> new IllegalStateException("FastCSV failed in line " + line(), failure);
        };
    }

    @Override
    protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
        if (length > limits.cellChars()) {
            throw faults.longCell(line(), index, limits.cellChars());
        }
        if (index == 0) {
            rowStart = used;
            blank = !quoted && isBlank(text, offset, length);
            block.reserve();
        }
        if (index < block.width()) {
            bound(index);
            put(index, text, offset, length);
        }
    }

    private void bound(int column) {
        block.bounds()[column * block.stride() + block.rows()] = used;
    }

    private void put(int column, char[] text, int offset, int length) {
        reserve(length);
        int at = used;
        for (int i = offset; i < offset + length; i++) {
            if (text[i] == 0) {
                throw faults.binary(line(), column);
            }
            if (text[i] >= 0x80) {
                String cell = new String(text, offset, length);
                if (cell.indexOf('\0') >= 0) {
                    throw faults.binary(line(), column);
                }
                byte[] encoded = cell.getBytes(UTF_8);
                reserve(encoded.length);
                System.arraycopy(encoded, 0, cells, used, encoded.length);
                used += encoded.length + 1;
                return;
            }
            cells[at++] = (byte) text[i];
        }
        used = at + 1;
    }

    private void reserve(int bytes) {
        int needed = used + bytes + 1 + RowBlock.PADDING;
        if (needed > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(needed, cells.length * 2));
        }
    }

    @Override
    protected QuotedRows buildRecord() {
        if (getRecordType() == RecordType.EMPTY || (getFieldCount() == 1 && blank)) {
            return this;
        }
        if (getFieldCount() != block.width()) {
            throw faults.ragged(line(), getFieldCount());
        }
        if (used - rowStart > limits.rowBytes()) {
            throw faults.longRow(line(), limits.rowBytes());
        }
        bound(block.width());
        block.text(cells);
        switch (header.look(block, block.rows())) {
            case DATA -> block.add(line());
            case REPEATED -> repeatedHeaders++;
            case SHUFFLED -> throw faults.headerChanged(line());
        }
        return this;
    }

    private long line() {
        return firstLine + Math.max(1, getStartingLineNumber()) - 1;
    }

    private static boolean isBlank(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (text[i] > ' ') {
                return false;
            }
        }
        return true;
    }
}
