package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * One pass over the distinct values of two numeric profiles together, the smallest first, with what stands at each value and below it.
 * Nothing is copied, so that a statistic costs one comparison a distinct value.
 */
final class MergedValues {

    private final double[] referenceValues;
    private final double[] currentValues;
    private final long[] referenceCounts;
    private final long[] currentCounts;
    private int nextReference;
    private int nextCurrent;
    private double value;
    private long inReference;
    private long inCurrent;
    private long belowReference;
    private long belowCurrent;

    MergedValues(NumericProfile reference, NumericProfile current) {
        referenceValues = reference.values();
        currentValues = current.values();
        referenceCounts = reference.counts();
        currentCounts = current.counts();
    }

    /** Goes to the next value; false when there is none. */
    boolean next() {
        belowReference += inReference;
        belowCurrent += inCurrent;
        boolean moreReference = nextReference < referenceValues.length;
        boolean moreCurrent = nextCurrent < currentValues.length;
        if (!moreReference && !moreCurrent) {
            return false;
        }
        boolean fromReference =
                moreReference && (!moreCurrent || referenceValues[nextReference] <= currentValues[nextCurrent]);
        boolean fromCurrent =
                moreCurrent && (!moreReference || currentValues[nextCurrent] <= referenceValues[nextReference]);
        value = fromReference ? referenceValues[nextReference] : currentValues[nextCurrent];
        inReference = fromReference ? referenceCounts[nextReference++] : 0;
        inCurrent = fromCurrent ? currentCounts[nextCurrent++] : 0;
        return true;
    }

    double value() {
        return value;
    }

    /** Rows of the reference that have the value. */
    long inReference() {
        return inReference;
    }

    /** Rows of the current that have the value. */
    long inCurrent() {
        return inCurrent;
    }

    /** Rows of the reference below the value. */
    long belowReference() {
        return belowReference;
    }

    /** Rows of the current below the value. */
    long belowCurrent() {
        return belowCurrent;
    }
}
