package io.driftway.core.batch;

/** How the values of a column are compared: as quantities or as labels. */
public enum ColumnType {
    NUM,
    CAT
}
