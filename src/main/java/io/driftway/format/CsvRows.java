package io.driftway.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the cells of a CSV file from the parser and puts them where they belong; throws {@link Refused} at the first fault. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<CsvRows> {

    private static final int LONGEST_CELL_SHOWN = 20;

    /** Says from the header row which columns are read and how. */
    interface Layout {
        /** One for each name; null for a column that is not read. */
        @Nullable
        ColumnBuilder[] columns(CsvRows rows, List<String> header);
    }

    private final String file;
    private final Layout layout;
    private final List<String> header = new ArrayList<>();
    private @Nullable ColumnBuilder @Nullable [] columns;
    private int rows;
    private boolean blank;
    private @Nullable Rejection badNumber;

    CsvRows(String file, Layout layout) {
        this.file = file;
        this.layout = layout;
    }

    @Override
    protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
        if (index == 0) {
            blank = !quoted && isBlank(text, offset, length);
        }
        if (columns == null) {
            String name = new String(text, offset, length);
            header.add(name.isEmpty() ? "Unnamed: " + index : name);
        } else if (index < columns.length) {
            ColumnBuilder column = columns[index];
            if (column != null && !column.put(rows, text, offset, length) && badNumber == null) {
                badNumber = badNumber(index, new String(text, offset, length));
            }
        }
    }

    @Override
    protected CsvRows buildRecord() {
        if (getRecordType() == RecordType.EMPTY || (getFieldCount() == 1 && blank)) {
            if (columns == null) {
                header.clear();
            }
        } else if (columns == null) {
            refuseDuplicates();
            columns = layout.columns(this, List.copyOf(header));
        } else if (getFieldCount() != columns.length) {
            throw refuse(
                    Reason.RAGGED_ROW,
                    line(),
                    "the row has " + cells(getFieldCount()) + ", the header row has " + columns.length,
                    "give each row as many cells as the header row, and put quotes around a cell that holds a comma");
        } else if (badNumber != null) {
            throw new Refused(badNumber);
        } else {
            rows = Math.incrementExact(rows);
        }
        badNumber = null;
        return this;
    }

    /** What was read: its columns in the order of the file. */
    Batch batch() {
        if (columns == null) {
            throw refuse(Reason.EMPTY, "", "the file is empty", "write a header row and at least one row below it");
        }
        if (rows == 0) {
            throw refuse(
                    Reason.NO_ROWS,
                    "",
                    "there is a header row and nothing below it",
                    "write at least one row below it");
        }
        List<Column> built = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            ColumnBuilder column = columns[i];
            if (column != null) {
                built.add(column.build(header.get(i), rows));
            }
        }
        return new Batch(file, built, rows);
    }

    /** Refuses the file when its header row lacks one of these names. */
    void require(List<String> names) {
        List<String> absent =
                names.stream().filter(name -> !header.contains(name)).toList();
        if (!absent.isEmpty()) {
            throw refuse(
                    Reason.MISSING_COLUMN,
                    line(),
                    (absent.size() == 1 ? "there is no column " : "there are no columns ") + String.join(", ", absent),
                    "name each in the header row exactly so, names separated by commas");
        }
    }

    Refused refuse(Reason reason, String position, String fault, String remedy) {
        return new Refused(new Rejection(reason, file, position, fault, remedy));
    }

    /** Where the row begins that is being read. */
    String line() {
        return "line " + getStartingLineNumber();
    }

    /** Where the next cell is. */
    String cell() {
        return getFieldCount() < header.size() && columns != null ? at(getFieldCount()) : line();
    }

    private String at(int index) {
        return line() + ", column " + header.get(index);
    }

    private Rejection badNumber(int index, String cell) {
        return new Rejection(
                Reason.BAD_NUMBER,
                file,
                at(index),
                (cell.length() > LONGEST_CELL_SHOWN ? "a cell of " + cell.length() + " characters" : "'" + cell + "'")
                        + " is not a number",
                "correct the cell, leave it empty if the value is unknown, or have the column read as cat or skip");
    }

    private void refuseDuplicates() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (!names.add(header.get(i))) {
                throw refuse(
                        Reason.DUPLICATE_COLUMN,
                        at(i),
                        "the name stands twice in the header row",
                        "give each column a name of its own");
            }
        }
    }

    private static String cells(int count) {
        return count == 1 ? "1 cell" : count + " cells";
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
