package io.driftway.core.batch;

/** The cells of one column, in row order. The arrays of its kinds are shared, not copied: nobody may change them. */
public sealed interface Column permits NumericColumn, CategoricalColumn, IdColumn {

    String name();

    /** Number of rows. */
    int size();

    /** Number of cells without a value. Infinities are values here; the statistics leave them out. */
    int missing();

    /** The cells of these rows, in this order. */
    Column select(int[] rows);
}
