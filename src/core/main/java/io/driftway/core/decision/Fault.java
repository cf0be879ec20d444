package io.driftway.core.decision;

import java.util.List;
import java.util.Locale;

/**
 * Says what is wrong with a feed.
 *
 * @param kind of fault
 * @param columns where it is: one, or the two that were swapped; empty where it is the batch as a whole
 * @param share of the rows that show it, in [0, 1]; of the rows with a value in the column, except for missing cells
 * @param sentence for a person, such as "fee: all values are 1000 times those of the reference"
 */
public record Fault(Kind kind, List<String> columns, double share, String sentence) {

    /** The kinds of fault, those that explain others first. */
    public enum Kind {
        /** The same rows or bytes as an earlier batch. */
        STALE("stale"),
        /** Cells that are no number in a column of numbers, as with a decimal comma. */
        UNREADABLE("unreadable"),
        /** Rows that are in the batch several times. */
        REPEATED("repeated"),
        /** Two columns have each other's values. */
        SWAPPED("swapped"),
        /** One value throughout, where the reference has several. */
        CONSTANT("constant"),
        /** Values multiplied by one factor, as by another unit, or without their decimal point. */
        SCALE("scale"),
        /** The values of a cycle, as hours of a day, all moved on by the same step. */
        ROTATED("rotated"),
        /** Labels that the reference does not have. */
        UNSEEN("unseen"),
        /** Values far beyond the range of the reference. */
        RANGE("range"),
        /** More or fewer missing cells. */
        MISSING("missing");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** Returns the word for records, JSON and labels of metrics. */
        public String code() {
            return code;
        }

        /** Returns the code. */
        @Override
        public String toString() {
            return code;
        }
    }

    public Fault {
        columns = List.copyOf(columns);
    }

    /** Of one column, with what is wrong with it. */
    static Fault of(Kind kind, String column, double share, String what) {
        return new Fault(kind, List.of(column), share, column + ": " + what);
    }

    /**
     * Of a column of numbers in which cells are no number.
     *
     * @param cells that are no number
     * @param decimalCommas those of them that are one with a comma for the point
     * @param rows of the batch
     */
    public static Fault unreadable(String column, long cells, long decimalCommas, long rows) {
        return of(
                Kind.UNREADABLE,
                column,
                (double) cells / rows,
                String.format(Locale.ROOT, "%,d of %,d cells are no number", cells, rows)
                        + (2 * decimalCommas > cells ? "; they look as if written with a decimal comma" : ""));
    }

    /** Returns the share as a person reads it. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
