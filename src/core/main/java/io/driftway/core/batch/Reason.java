package io.driftway.core.batch;

import java.util.Locale;

/** Lists the reasons for which a batch is refused; each is a label of a metric. */
public enum Reason {
    /** No byte, or nothing but white space. */
    EMPTY,
    /** A header row and no other. */
    NO_ROWS,
    /** A name by which the store lists a blob and cannot open it. */
    BAD_NAME,
    /** A column that the schema requires is not in the header row. */
    MISSING_COLUMN,
    /** Two columns have one name. */
    DUPLICATE_COLUMN,
    /** A row has more or fewer cells than the header row. */
    RAGGED_ROW,
    /** A cell of a numeric column is neither a number nor missing. */
    BAD_NUMBER,
    /** A label that is none of the target's categories. */
    BAD_LABEL,
    /** A quote is opened and never closed, or stands where none may. */
    QUOTE,
    /** Bytes that are not UTF-8. */
    ENCODING,
    /** Bytes that have another checksum than the store keeps beside them. */
    CHECKSUM,
    /** A compressed file that cannot be unpacked. */
    COMPRESSED,
    /** A Parquet file whose parts do not fit each other: damaged, or cut short. */
    CORRUPT,
    /** A zip archive or a spreadsheet. */
    ARCHIVE,
    /** A NUL byte in a text. */
    BINARY,
    /** The first row names none of the columns that the schema requires. */
    SCHEMA_MISSING,
    /** The header row comes again with its names in another order. */
    HEADER_CHANGED,
    /** More bytes than the limit, or than the memory holds. */
    TOO_LARGE,
    /** More rows than the limit. */
    TOO_MANY_ROWS,
    /** More columns than the limit. */
    TOO_MANY_COLUMNS,
    /** A row of more bytes than the limit. */
    ROW_TOO_LONG,
    /** A cell of more characters than the limit. */
    CELL_TOO_LONG,
    /** A packed file that unpacks to more than the limit, or to too many times its size. */
    EXPANSION_LIMIT,
    /** A kind of file that is not read. */
    UNSUPPORTED,
    /** The batch was begun as often as is allowed and never ended. */
    ATTEMPTS_EXHAUSTED,
    /** A stage failed on this batch again and again. */
    STAGE_FAILED;

    /** Returns the name in lower case, as in records and labels. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
