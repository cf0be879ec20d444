package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.driftway.core.batch.Limits;
import io.driftway.format.table.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The names in a header row, no more of them and none longer than is allowed. */
final class HeaderRow extends AbstractBaseCsvCallbackHandler<HeaderRow> {

    private final Limits limits;
    private final CsvFaults faults;
    private final long line;
    private final List<String> cells = new ArrayList<>();
    private long rowBytes;

    private HeaderRow(Limits limits, CsvFaults faults, long line) {
        this.limits = limits;
        this.faults = faults;
        this.line = line;
    }

    /**
     * The cells of the one record in these bytes.
     *
     * @throws Refused when it is malformed, or beyond a limit
     */
    static List<String> cells(byte[] bytes, int from, int to, Limits limits, CsvFaults faults, long line) {
        HeaderRow row = new HeaderRow(limits, faults, line);
        try (CsvReader<HeaderRow> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .skipEmptyLines(false)
                .maxBufferSize(QuotedRows.bufferChars(limits))
                .build(row, new Utf8Reader(new ByteArrayInputStream(bytes, from, to - from), to - from))) {
            return reader.stream().findFirst().map(read -> read.cells).orElse(List.of());
        } catch (CsvParseException wrapper) {
            throw row.refused(wrapper.getCause() == null ? wrapper : wrapper.getCause());
        } catch (UncheckedIOException wrapper) {
            throw row.refused(Objects.requireNonNull(wrapper.getCause()));
        } catch (IOException failure) {
            throw row.refused(failure);
        }
    }

    private RuntimeException refused(Throwable failure) {
        return switch (failure) {
            case Refused refused -> refused;
            case CsvParseException malformed -> faults.quote(line, 0, limits.cellChars());
            case CharacterCodingException malformed -> faults.encoding(line, 0);
            default -> new IllegalStateException("FastCSV failed in line " + line, failure);
        };
    }

    @Override
    protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
        if (index >= limits.columns()) {
            throw faults.manyColumns(line, limits.columns());
        }
        if (length > limits.cellChars()) {
            throw faults.longCell(line, 0, limits.cellChars());
        }
        String cell = new String(text, offset, length);
        if (cell.indexOf('\0') >= 0) {
            throw faults.binary(line, 0);
        }
        rowBytes += cell.getBytes(UTF_8).length + 1L;
        if (rowBytes > limits.rowBytes()) {
            throw faults.longRow(line, limits.rowBytes());
        }
        cells.add(cell);
    }

    @Override
    protected HeaderRow buildRecord() {
        return this;
    }
}
