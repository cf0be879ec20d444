package io.driftway.core.decision;

import java.util.Arrays;

/**
 * Measures a model's excess loss on labelled rows: how much larger Brier's score is than the model itself expects.
 *
 * <p>Of a row it is (p - y)^2 - p (1 - p) + 1/8, for the probability p of the positive class and the truth y, 1 or 0. The first term is the score, the
 * second what it is on average while p is right, and 1/8 keeps the sum from being negative. Other rows, of which the model is more or less sure, change
 * the score and not the excess.
 *
 * @param mean over the rows, in [0, 9/8]; 1/8 where the probabilities are right
 * @param sd standard deviation of a row's loss, with the divisor rows - 1; 0 for one row
 * @param rows at least 1
 */
public record Loss(double mean, double sd, long rows) {

    private static final double OFFSET = 0.125;
    private static final double MOST = 1 + OFFSET;

    public Loss {
        if (!(mean >= 0 && mean <= MOST) || !(sd >= 0 && sd <= MOST) || rows < 1) {
            throw new IllegalArgumentException(
                    "a loss has a mean and a standard deviation in [0, 1.125] over at least 1 row, got " + mean + ", "
                            + sd + " and " + rows);
        }
    }

    /**
     * Returns the excess loss of one row, in [0, 9/8].
     *
     * @param probability of the positive class, in [0, 1]
     * @param positive whether the row is of it
     */
    public static double of(double probability, boolean positive) {
        double difference = probability - (positive ? 1 : 0);
        return difference * difference - probability * (1 - probability) + OFFSET;
    }

    /**
     * Sums up the losses of rows.
     *
     * @param losses of at least one row, each in [0, 9/8]
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
