package io.driftway.core.model;

import java.util.Arrays;
import java.util.List;

/**
 * Relates a model's probabilities to the truth, as found on the rows held out of its training, or on the labelled rows that an imported
 * model came with: the {@link IsotonicRegression} that turns a probability of the model into the share of positives among such rows, how
 * far both are from the truth, and where the model's yes begins.
 *
 * @param probability knots, ascending
 * @param calibrated the share of positives at each knot, not descending; straight in between
 * @param rows held-out rows that it was fitted on
 * @param positives of them
 * @param errorBefore {@link CalibrationError} of the model's own probabilities on these rows
 * @param errorAfter that of calibrated probabilities, each from a fit without its row: the rows in five parts, each calibrated by the other
 *     four
 * @param threshold a row is called positive when the model's own probability is at least this; where F1 was highest on these rows
 * @param f1 at the threshold, on these rows; somewhat too good, since the threshold was chosen on them
 */
public record Calibration(
        List<Double> probability,
        List<Double> calibrated,
        long rows,
        long positives,
        double errorBefore,
        double errorAfter,
        double threshold,
        double f1) {

    /** Parts for the fit without the row. */
    private static final int PARTS = 5;

    public Calibration {
        probability = List.copyOf(probability);
        calibrated = List.copyOf(calibrated);
        if (probability.isEmpty() || probability.size() != calibrated.size()) {
            throw new IllegalArgumentException("calibration needs as many calibrated values as probabilities, got "
                    + calibrated.size() + " and " + probability.size());
        }
        for (int i = 0; i < probability.size(); i++) {
            if (!(isShare(probability.get(i)) && isShare(calibrated.get(i)))
                    || (i > 0
                            && !(probability.get(i - 1) < probability.get(i)
                                    && calibrated.get(i - 1) <= calibrated.get(i)))) {
                throw new IllegalArgumentException("calibration must rise and stay in [0, 1], not so at knot " + i
                        + ": " + probability.get(i) + " to " + calibrated.get(i));
            }
        }
        if (rows < 1 || positives < 0 || positives > rows || !isShare(threshold)) {
            throw new IllegalArgumentException("calibration on " + positives + " positives of " + rows
                    + " rows with threshold " + threshold + " cannot be");
        }
    }

    /**
     * Fits on held-out rows.
     *
     * @param probabilities of the model, in [0, 1]
     * @param positive what became true, one per row; at least one row
     */
    public static Calibration fit(float[] probabilities, boolean[] positive) {
        IsotonicRegression regression = IsotonicRegression.fit(probabilities, positive);
        BestF1Threshold best = BestF1Threshold.ofHighestF1(probabilities, positive);
        return new Calibration(
                regression.knots(),
                regression.values(),
                positive.length,
                best.positives(),
                CalibrationError.of(probabilities, positive),
                CalibrationError.of(crossFitted(probabilities, positive), positive),
                best.probability(),
                best.f1());
    }

    /** Returns the calibrated probability of each that the model gave, in [0, 1]. */
    public double[] calibrate(double[] probabilities) {
        IsotonicRegression regression = new IsotonicRegression(doubles(probability), doubles(calibrated));
        return Arrays.stream(probabilities).map(regression::at).toArray();
    }

    private static float[] crossFitted(float[] probabilities, boolean[] positive) {
        int rows = positive.length;
        if (rows < PARTS) {
            return probabilities;
        }
        float[] calibrated = new float[rows];
        for (int part = 0; part < PARTS; part++) {
            int others = rows - (rows - part + PARTS - 1) / PARTS;
            float[] ofOthers = new float[others];
            boolean[] truth = new boolean[others];
            int at = 0;
            for (int row = 0; row < rows; row++) {
                if (row % PARTS != part) {
                    ofOthers[at] = probabilities[row];
                    truth[at++] = positive[row];
                }
            }
            IsotonicRegression regression = IsotonicRegression.fit(ofOthers, truth);
            for (int row = part; row < rows; row += PARTS) {
                calibrated[row] = (float) regression.at(probabilities[row]);
            }
        }
        return calibrated;
    }

    private static double[] doubles(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean isShare(double number) {
        return number >= 0 && number <= 1;
    }
}
