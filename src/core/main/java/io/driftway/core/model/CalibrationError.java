package io.driftway.core.model;

/**
 * Computes the expected calibration error over bins of equal frequency: rows in order of their probability are cut into B bins of n / B rows, and
 *
 * <pre>ECE = sum over bins of (rows in bin / n) |mean label - mean probability|</pre>
 *
 * in [0, 1], 0 when every bin is right on average. Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using
 * Bayesian binning", AAAI; bins of equal frequency as in Nguyen and O'Connor (2015), "Posterior calibration and exploratory analysis for
 * natural language processing models", EMNLP.
 *
 * <p>B is one bin for each full 100 rows, at least 1 and at most {@value #MAX_BINS}: even of
 * perfect probabilities the error of a bin with r rows is about 0.8 sqrt(p (1 - p) / r), at most 0.04 at 100 rows.
 *
 * <p>Rows of equal probability share their labels, so the order of rows makes no difference. NaN without rows or with a probability
 * that is NaN. A constant probability has one distinct value, and the error is that of the mean.
 */
public final class CalibrationError {

    public static final int MAX_BINS = 10;

    private static final int ROWS_PER_BIN = 100;

    private CalibrationError() {}

    /**
     * The error of probabilities.
     *
     * @param probabilities in [0, 1], one per row
     * @param positive what became true, one per row
     */
    public static double of(float[] probabilities, boolean[] positive) {
        int rows = positive.length;
        if (rows == 0) {
            return Double.NaN;
        }
        double[] excess = excess(Ranking.of(probabilities), probabilities, positive);
        int bins = Math.clamp(rows / ROWS_PER_BIN, 1, MAX_BINS);
        double error = 0;
        for (int bin = 0; bin < bins; bin++) {
            int from = (int) ((long) rows * bin / bins);
            int to = (int) ((long) rows * (bin + 1) / bins);
            double sum = 0;
            for (int place = from; place < to; place++) {
                sum += excess[place];
            }
            error += Math.abs(sum);
        }
        return error / rows;
    }

    /** Label less probability in the order of probabilities, the label being the mean of all rows that tie. */
    private static double[] excess(Ranking ranking, float[] probabilities, boolean[] positive) {
        double[] excess = new double[positive.length];
        int from = 0;
        for (int group = 0; group < ranking.groups(); group++) {
            int to = ranking.end(group);
            int positives = 0;
            for (int place = from; place < to; place++) {
                positives += positive[ranking.row(place)] ? 1 : 0;
            }
            double share = (double) positives / (to - from);
            for (int place = from; place < to; place++) {
                excess[place] = share - probabilities[ranking.row(place)];
            }
            from = to;
        }
        return excess;
    }
}
