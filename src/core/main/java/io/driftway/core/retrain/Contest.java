package io.driftway.core.retrain;

import io.driftway.core.batch.Batch;
import io.driftway.core.model.HeldOut;

/**
 * Two models' probabilities for the same held-out rows.
 *
 * @param heldOut rows that neither was trained on, with their labels
 * @param champion the champion's probability of each row
 * @param challenger the challenger's
 */
@SuppressWarnings("ArrayRecordComponent")
public record Contest(HeldOut heldOut, float[] champion, float[] challenger) {

    public Contest {
        int rows = heldOut.positive().length;
        if (champion.length != rows || challenger.length != rows) {
            throw new IllegalArgumentException("champion and challenger have " + champion.length + " and "
                    + challenger.length + " probabilities for " + rows + " rows");
        }
    }

    int rows() {
        return heldOut.positive().length;
    }

    int positives() {
        int positives = 0;
        for (boolean label : heldOut.positive()) {
            positives += label ? 1 : 0;
        }
        return positives;
    }

    /** The same contest on these rows alone. */
    Contest on(int[] rows) {
        Batch selected = heldOut.rows().select(rows);
        boolean[] positive = new boolean[rows.length];
        float[] before = new float[rows.length];
        float[] after = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            positive[i] = heldOut.positive()[rows[i]];
            before[i] = champion[rows[i]];
            after[i] = challenger[rows[i]];
        }
        return new Contest(new HeldOut(selected, positive), before, after);
    }
}
