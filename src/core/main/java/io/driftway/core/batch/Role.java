package io.driftway.core.batch;

/** Says what a column is for. */
public enum Role {
    /** An input of the model; tested for drift. */
    FEATURE,
    /** What the model predicts; present only where labels are known. */
    TARGET,
    /** Names a row; never an input, never tested. */
    ID,
    /** Left out. */
    IGNORED
}
