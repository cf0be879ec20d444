package io.driftway.core.drift;

/** Says which way a drift score points. Scores of different directions cannot be compared; their severities can. */
public enum Direction {
    /** In [0, 1]; a small value means drift. */
    P_VALUE,
    /** At least 0; a large value means drift. */
    DISTANCE
}
