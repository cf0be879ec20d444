package io.driftway.core.drift;

/** Which way a drift score points; scores of different directions cannot be compared, their severities can. */
public enum Direction {
    /** In [0, 1]; small means drift. */
    P_VALUE,
    /** From 0 up; large means drift. */
    DISTANCE
}
