package io.driftway.core.batch;

/** Says how the values of a column are compared: as quantities or as labels. */
public enum ColumnType {
    /** Compared as quantities. */
    NUM,

    /** Compared as labels. */
    CAT
}
