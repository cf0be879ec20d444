package io.driftway.core.model;

import java.util.Arrays;

/**
 * Rows in ascending order of a probability, ties known: sorted once, it gives the area under the ROC curve of any resample in one pass.
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

    /** The row in each place, lowest probability first. */
    public int row(int place) {
        return order[place];
    }

    /** How many distinct probabilities there are. */
    public int groups() {
        return groupEnds.length;
    }

    /** The place after the last of the group; the first group begins at place 0. */
    public int end(int group) {
        return groupEnds[group];
    }

    /**
     * The area under the ROC curve, as {@link Metric#AUC}, when each row counts so many times. NaN where a class counts nothing.
     *
     * @param positive what became true, by row
     * @param times how often each row counts, by row; not negative
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
