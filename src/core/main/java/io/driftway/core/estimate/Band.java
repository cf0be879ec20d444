package io.driftway.core.estimate;

/**
 * Says where a figure that is not known yet will lie.
 *
 * @param expected value of the figure, over the labels that are possible
 * @param low at or above which the figure lies, and
 * @param high at or below which it lies, in {@link #COVERAGE} of all cases
 */
public record Band(double expected, double low, double high) {

    /** Share of cases in which the figure lies in its band. */
    public static final double COVERAGE = 0.95;

    /** The 0.975 quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Of a figure that is about normal, kept where it can lie at all. */
    static Band of(double expected, double variance, double least, double most) {
        double half = Z * Math.sqrt(variance);
        return new Band(expected, Math.max(least, expected - half), Math.min(most, expected + half));
    }

    /** Tells whether a figure lies in the band, its ends included; false for NaN. */
    public boolean contains(double figure) {
        return figure >= low && figure <= high;
    }
}
