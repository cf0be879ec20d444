package io.driftway.format.csv;

/** Where the cells of one column go. */
interface CellSink {

    /** Takes the cells of all rows of the block, in their order; the first row whose cell it cannot take, or -1. */
    int put(RowBlock block, int column);

    /** About how much memory the column takes. */
    long heldBytes();
}
