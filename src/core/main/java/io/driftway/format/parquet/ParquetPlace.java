package io.driftway.format.parquet;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.Refused;
import java.util.Locale;

/**
 * Where in a Parquet file something is wrong.
 *
 * @param column its name; empty for the file as a whole
 * @param maxCellChars characters in the longest cell that is allowed
 */
record ParquetPlace(String file, String column, int maxCellChars) {

    Refused refuse(Reason reason, String fault, String remedy) {
        return new Refused(new Rejection(reason, file, column.isEmpty() ? "" : "column " + column, fault, remedy));
    }

    /** @param row counted from 0 */
    Refused refuse(Reason reason, int row, String fault, String remedy) {
        return new Refused(new Rejection(reason, file, "row " + (row + 1L) + ", column " + column, fault, remedy));
    }

    Refused corrupt(String fault) {
        return refuse(Reason.CORRUPT, "the data is damaged or cut short: " + fault, "write and copy the file again");
    }

    /** The text of a cell, unless it is longer than is allowed. */
    String checked(int row, String text) {
        if (text.length() > maxCellChars) {
            throw refuse(
                    Reason.CELL_TOO_LONG,
                    row,
                    String.format(Locale.ROOT, "the cell has more than %,d characters", maxCellChars),
                    "shorten the cell");
        }
        return text;
    }

    Refused badNumber(int row, String cell) {
        return refuse(
                Reason.BAD_NUMBER,
                row,
                CellShape.of(cell) + " is not a number",
                "correct the cell, make it null if the value is unknown, or have the column read as cat or skip");
    }
}
