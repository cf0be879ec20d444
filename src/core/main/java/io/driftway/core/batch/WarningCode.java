package io.driftway.core.batch;

import java.util.Locale;

/**
 * Lists what is counted about a batch that has its verdict all the same; each is a label of a metric. Each constant says what it counts:
 * columns, rows, cells or batches.
 */
public enum WarningCode {
    /** Columns that the schema does not name; they are not read. */
    EXTRA_COLUMNS,
    /** Rows that repeat the header row, as in files put end to end; they are left out. */
    REPEATED_HEADER,
    /** Rows without an id: no label will find their prediction. */
    MISSING_IDS,
    /** Rows whose id stood in a row above. */
    DUPLICATE_IDS,
    /** One batch, whose bytes are those of a batch before it. */
    DUPLICATE_CONTENT,
    /** Rows whose label is none of the target's categories. */
    UNKNOWN_LABELS,
    /** Features without any value, which have some in the reference. */
    ALL_NULL,
    /** Features in which more cells are missing than is allowed, and fewer in the reference. */
    MISSING_RATE,
    /** Features with one and the same value in all rows, and several in the reference. */
    CONSTANT,
    /** Features with more categories that the model has not seen than are kept. */
    HIGH_CARDINALITY,
    /** Infinities, which the statistics leave out. */
    INFINITE,
    /** Features with numbers so large that a double no longer holds every whole one, past 2^53, and none such in the reference. */
    PRECISION,
    /** Features beyond those whose figures are exported. */
    FEATURES_NOT_EXPORTED,
    /** Meters beyond those that are exported. Counted when they are refused; not about a batch, and in no verdict. */
    SERIES_LIMIT;

    /** Returns the name in lower case, as in records and labels. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
