package io.driftway.core.decision;

import java.util.Arrays;

/**
 * A model's loss on labelled rows: (probability - truth)^2, Brier's score of one row.
 *
 * @param mean over the rows, in [0, 1]
 * @param sd standard deviation of a row's loss, with the divisor rows - 1; 0 for one row
 * @param rows at least 1
 */
public record Loss(double mean, double sd, long rows) {

    public Loss {
        if (!(mean >= 0 && mean <= 1) || !(sd >= 0 && sd <= 1) || rows < 1) {
            throw new IllegalArgumentException(
                    "a loss has a mean and a standard deviation in [0, 1] over at least 1 row, got " + mean + ", " + sd
                            + " and " + rows);
        }
    }

    /**
     * Returns the loss of one row.
     *
     * @param probability of the positive class
     * @param positive whether the row is of it
     */
    public static double of(double probability, boolean positive) {
        double difference = probability - (positive ? 1 : 0);
        return difference * difference;
    }

    /**
     * Sums up the losses of rows.
     *
     * @param losses of at least one row, each in [0, 1]
     */
    public static Loss of(double[] losses) {
        double mean = Arrays.stream(losses).average().orElseThrow();
        double squares = 0;
        for (double loss : losses) {
            squares += (loss - mean) * (loss - mean);
        }
        return new Loss(mean, Math.sqrt(squares / Math.max(1, losses.length - 1)), losses.length);
    }

    /** Returns the standard error of the mean. */
    double error() {
        return sd / Math.sqrt(rows);
    }
}
