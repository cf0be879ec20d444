package io.driftway.format.csv;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.Refused;
import java.util.List;
import java.util.Locale;

/** The faults of one CSV file. Each names the position and what a person can do. */
final class CsvFaults {

    private static final int NAMES_SHOWN = 3;

    private final String file;
    private List<String> header = List.of();

    CsvFaults(String file) {
        this.file = file;
    }

    /** From here on columns have names. */
    void header(List<String> names) {
        header = names;
    }

    Refused refuse(Reason reason, String position, String fault, String remedy) {
        return new Refused(new Rejection(reason, file, position, fault, remedy));
    }

    Refused empty() {
        return refuse(Reason.EMPTY, "", "the file is empty", "write a header row and at least one row below it");
    }

    Refused noRows() {
        return refuse(
                Reason.NO_ROWS, "", "there is a header row and nothing below it", "write at least one row below it");
    }

    Refused missingColumns(long line, List<String> absent) {
        return refuse(
                Reason.MISSING_COLUMN,
                "line " + line,
                (absent.size() == 1 ? "there is no column " : "there are no columns ") + String.join(", ", absent),
                "name each in the header row exactly so, names separated by commas");
    }

    Refused duplicateColumn(long line, int column) {
        return refuse(
                Reason.DUPLICATE_COLUMN,
                at(line, column),
                "the name stands twice in the header row",
                "give each column a name of its own");
    }

    Refused ragged(long line, int cells) {
        return refuse(
                Reason.RAGGED_ROW,
                "line " + line,
                "the row has " + (cells == 1 ? "1 cell" : cells + " cells") + ", the header row has " + header.size(),
                "give each row as many cells as the header row, and put quotes around a cell that holds a comma");
    }

    Refused badNumber(long line, int column, String cell) {
        return refuse(
                Reason.BAD_NUMBER,
                at(line, column),
                CellShape.of(cell) + " is not a number",
                "correct the cell, leave it empty if the value is unknown, or have the column read as cat or skip");
    }

    Refused quote(long line, int column, int maxCellChars) {
        return refuse(
                Reason.QUOTE,
                at(line, column),
                "a quote is not closed before the next comma or line end, or the cell has more than " + maxCellChars
                        + " characters",
                "close the quote, and write a quote inside a quoted cell twice");
    }

    Refused encoding(long line, int column) {
        return refuse(Reason.ENCODING, at(line, column), "there is a byte that is not UTF-8", "save the file as UTF-8");
    }

    Refused longRow(long line, int maxBytes) {
        return refuse(
                Reason.ROW_TOO_LONG,
                "line " + line,
                String.format(Locale.ROOT, "the row has more than %,d bytes", maxBytes),
                "end each row with a line end; CR, LF or CRLF will do");
    }

    Refused longCell(long line, int column, int maxChars) {
        return refuse(
                Reason.CELL_TOO_LONG,
                at(line, column),
                String.format(Locale.ROOT, "the cell has more than %,d characters", maxChars),
                "shorten the cell, or close a quote that was left open");
    }

    Refused manyColumns(long line, int maxColumns) {
        return refuse(
                Reason.TOO_MANY_COLUMNS,
                "line " + line,
                String.format(Locale.ROOT, "the header row has more than %,d cells", maxColumns),
                "leave out columns that the model does not need");
    }

    Refused manyRows(long line, long maxRows) {
        return refuse(
                Reason.TOO_MANY_ROWS,
                "line " + line,
                String.format(Locale.ROOT, "there are more rows than the limit of %,d", maxRows),
                "split the file");
    }

    Refused noMemory(long line) {
        return refuse(
                Reason.TOO_LARGE,
                "line " + line,
                String.format(
                        Locale.ROOT,
                        "the rows up to here take more than their share of the memory of %,d MB",
                        Runtime.getRuntime().maxMemory() >> 20),
                "split the file, or give the program more memory");
    }

    Refused unpackedTooLarge(long maxBytes) {
        return refuse(
                Reason.EXPANSION_LIMIT,
                "",
                String.format(Locale.ROOT, "it unpacks to more than %,d bytes", maxBytes),
                "split the file");
    }

    Refused expandsTooMuch(int maxExpansion) {
        return refuse(
                Reason.EXPANSION_LIMIT,
                "",
                "it unpacks to more than " + maxExpansion + " times its size",
                "check that it is the right file, and upload it unpacked or in parts");
    }

    Refused foreign(Unpacked.Foreign kind) {
        return refuse(kind.reason, "", "it begins with " + kind.what, kind.remedy);
    }

    Refused binary(long line, int column) {
        return refuse(
                Reason.BINARY,
                at(line, column),
                "there is a NUL byte, which no text has",
                "write the file anew as text in UTF-8");
    }

    Refused noHeader(long line, List<String> required) {
        String separator = header.size() == 1 ? separatorIn(header.getFirst()) : "";
        return refuse(
                Reason.SCHEMA_MISSING,
                "line " + line,
                "the first row names none of the columns that are needed"
                        + (separator.isEmpty() ? "" : "; its cells seem to be separated by " + separator),
                (separator.isEmpty() ? "write a header row first" : "separate cells by commas")
                        + ", with the names "
                        + String.join(", ", required.subList(0, Math.min(NAMES_SHOWN, required.size())))
                        + (required.size() > NAMES_SHOWN ? " and so on" : ""));
    }

    private static String separatorIn(String name) {
        return name.indexOf(';') >= 0
                ? "semicolons"
                : name.indexOf('\t') >= 0 ? "tabs" : name.indexOf('|') >= 0 ? "bars" : "";
    }

    Refused headerChanged(long line) {
        return refuse(
                Reason.HEADER_CHANGED,
                "line " + line,
                "the row has the names of the header row in another order",
                "put only files together that have their columns in the same order, or upload each by itself");
    }

    Refused damaged() {
        return refuse(Reason.COMPRESSED, "", "the gzip data is damaged or cut short", "pack and copy the file again");
    }

    Refused trailing() {
        return refuse(
                Reason.COMPRESSED,
                "",
                "after the gzip data there are bytes that are none, or the head of a part of it is damaged",
                "pack and copy the file again; several files may be put end to end only if each is packed");
    }

    private String at(long line, int column) {
        return "line " + line + (column < header.size() ? ", column " + header.get(column) : "");
    }
}
