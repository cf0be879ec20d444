package io.driftway.core.batch;

/** Holds the cells of one column in the order of the rows. The array in it is shared and not copied: nobody may change it. */
public sealed interface Column permits NumericColumn, CategoricalColumn, IdColumn {

    /** Returns the name as in the header row. */
    String name();

    /** Returns the number of rows. */
    int size();

    /** Returns how many cells have no value. An infinity counts as a value here; the statistics leave it out. */
    int missing();

    /**
     * Returns the cells of some rows.
     *
     * @param rows from 0 to {@code size() - 1}, in their new order; a row may be taken several times
     */
    Column select(int[] rows);
}
