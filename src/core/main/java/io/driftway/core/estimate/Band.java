package io.driftway.core.estimate;

/**
 * A figure that is not known yet, with where it will lie.
 *
 * @param expected of the figure, over what the labels may turn out to be
 * @param low the figure lies at or above this, and
 * @param high at or below this, in {@link #COVERAGE} of all cases
 */
public record Band(double expected, double low, double high) {

    public static final double COVERAGE = 0.95;

    /** The 0.975 quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Of a figure that is about normal, kept where it can lie at all. */
    static Band of(double expected, double variance, double least, double most) {
        double half = Z * Math.sqrt(variance);
        return new Band(expected, Math.max(least, expected - half), Math.min(most, expected + half));
    }

    /** Whether a figure lies in the band. */
    public boolean contains(double figure) {
        return figure >= low && figure <= high;
    }
}
