package io.driftway.core.stream;

import java.util.List;
import java.util.SortedMap;

/** Reads the value of a record as one row of a batch. It must give the same answer for the same bytes each time. */
public interface RowReader {

    /** What a value is. */
    sealed interface Row {}

    /**
     * A row.
     *
     * @param cells text by column; empty where there is no value
     * @param bytes of the cells as UTF-8, with one for each cell
     */
    record Cells(SortedMap<String, String> cells, long bytes) implements Row {}

    /**
     * A value that is no row.
     *
     * @param reason what is wrong, without a word of the value
     */
    record Poison(String reason) implements Row {}

    /** Reads one value. */
    Row read(byte[] value);

    /** Returns the columns that every window has, in order; empty if a window has the names of its own records. */
    List<String> columns();
}
