package io.driftway.core.profile;

import java.util.Arrays;

/**
 * Counts of values that all came once, which columns of one length share: where there are thousands of such columns, they would take as much memory
 * as the values. Nobody writes to counts.
 */
final class Ones {

    private static final int KEPT = 64;

    /** By length; another of the same place takes it over. */
    private static final long[][] OF_LENGTH = new long[KEPT][0];

    private Ones() {}

    static synchronized long[] of(int length) {
        int place = length % KEPT;
        if (OF_LENGTH[place].length != length) {
            long[] ones = new long[length];
            Arrays.fill(ones, 1);
            OF_LENGTH[place] = ones;
        }
        return OF_LENGTH[place];
    }

    static synchronized boolean areShared(long[] counts) {
        return OF_LENGTH[counts.length % KEPT] == counts;
    }
}
