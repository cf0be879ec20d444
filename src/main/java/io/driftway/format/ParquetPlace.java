package io.driftway.format;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;

/**
 * Where in a Parquet file something is wrong.
 *
 * @param column its name; empty for the file as a whole
 */
record ParquetPlace(String file, String column) {

    private static final int LONGEST_CELL_SHOWN = 20;

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

    Refused badNumber(int row, String cell) {
        return refuse(
                Reason.BAD_NUMBER,
                row,
                (cell.length() > LONGEST_CELL_SHOWN ? "a cell of " + cell.length() + " characters" : "'" + cell + "'")
                        + " is not a number",
                "correct the cell, make it null if the value is unknown, or have the column read as cat or skip");
    }
}
