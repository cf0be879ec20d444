package io.driftway.core.model;

import java.util.Arrays;

/**
 * Ranks rows in ascending order of a probability, with their ties: sorted once, it gives the area under the ROC curve of any resample in one pass.
 * NaN ranks above every number.
 */
public final class Ranking {

    private final int[] order;
    private final int[] groupEnds;

    private Ranking(int[] order, int[] groupEnds) {
        this.order = order;
        this.groupEnds = groupEnds;
    }

    /**
     * Ranks rows.
     *
     * @param probabilities one per row; NaN ranks last
     */
    public static Ranking of(float[] probabilities) {
        long[] keyed = new long[probabilities.length];
        for (int row = 0; row < keyed.length; row++) {
            keyed[row] = ((long) OrderedFloat.key(probabilities[row]) << Integer.SIZE) | row;
        }
        Arrays.sort(keyed);
        int[] order = new int[keyed.length];
        int[] groupEnds = new int[keyed.length];
        int groups = 0;
        for (int i = 0; i < keyed.length; i++) {
            order[i] = (int) keyed[i];
            if (i + 1 == keyed.length || keyed[i] >> Integer.SIZE != keyed[i + 1] >> Integer.SIZE) {
                groupEnds[groups++] = i + 1;
            }
        }
        return new Ranking(order, Arrays.copyOf(groupEnds, groups));
    }

    /** Returns the row in a place, from 0; the lowest probability is first. */
    public int row(int place) {
        return order[place];
    }

    /** Returns how many distinct probabilities there are. */
    public int groups() {
        return groupEnds.length;
    }

    /** Returns the place after the last of a group; the first group begins at place 0. */
    public int end(int group) {
        return groupEnds[group];
    }

    /**
     * Computes the area under the ROC curve, as {@link Metric#AUC}, when each row counts several times.
     *
     * @param positive the truth, one per row
     * @param times how often each row counts, one per row; not negative
     * @return in [0, 1]; NaN where a class counts nothing
     */
    public double auc(boolean[] positive, int[] times) {
        long negatives = 0;
        long positives = 0;
        long wonHalves = 0;
        int place = 0;
        for (int end : groupEnds) {
            long tiedPositives = 0;
            long tied = 0;
            for (; place < end; place++) {
                int row = order[place];
                tied += times[row];
                tiedPositives += positive[row] ? times[row] : 0;
            }
            long tiedNegatives = tied - tiedPositives;
            wonHalves += tiedPositives * (2 * negatives + tiedNegatives);
            negatives += tiedNegatives;
            positives += tiedPositives;
        }
        return wonHalves / (2.0 * positives * negatives);
    }
}
