package io.driftway.format.table;

/** What a user says of a column whose type is otherwise guessed. */
public enum ColumnKind {
    /** Quantities. */
    NUM,
    /** Labels. */
    CAT,
    /** Not read. */
    SKIP
}
