package io.driftway.core.estimate;

import io.driftway.core.model.Calibration;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.profile.NumericProfile;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Estimates a model's performance on a batch without labels, from the model's own probabilities: confidence-based performance estimation
 * (CBPE; the name and the idea are NannyML's). Row i is positive with its calibrated probability p_i, independently of the others. Each
 * metric is then a function of labels whose distribution is known, and has an expectation and a variance ({@link LabelDraw}).
 *
 * <p>The estimate holds as long as p_i stays what it was on the held-out rows. Other customers may come (covariate shift), but alike
 * customers must behave as before. When they do not (concept drift), the probabilities stay as they are and the estimate does not move:
 * only labels show it.
 *
 * <p>The band contains the batch's own figure, once its labels are known, in {@link Band#COVERAGE} of all cases. Its width is that of
 * chance in the labels of a batch of this size, and more the fewer held-out rows the probabilities were calibrated on.
 */
public sealed interface PerformanceEstimate {

    /** Every metric that is estimated. */
    List<Metric> METRICS = List.of(Metric.AUC, Metric.ACCURACY, Metric.F1, Metric.BRIER, Metric.LOG_LOSS);

    /**
     * An estimate of each metric.
     *
     * @param rows of the batch
     * @param figures a band for each of {@link #METRICS}, in the unit of the metric
     */
    record Estimated(long rows, Map<Metric, Band> figures) implements PerformanceEstimate {
        public Estimated {
            figures = Map.copyOf(figures);
        }

        /**
         * Returns the band of a metric.
         *
         * @throws IllegalArgumentException when the metric was not estimated
         */
        public Band of(Metric figure) {
            Band band = figures.get(figure);
            if (band == null) {
                throw new IllegalArgumentException(figure + " was not estimated");
            }
            return band;
        }
    }

    /**
     * No estimate, because it would not be reliable.
     *
     * @param reason a sentence with the figures
     */
    record Refused(String reason) implements PerformanceEstimate {}

    /** Estimates within {@link EstimateLimits#DEFAULT}, like {@link #of(Manifest, NumericProfile, long, EstimateLimits)}. */
    static PerformanceEstimate of(Manifest manifest, NumericProfile predictions, long outside) {
        return of(manifest, predictions, outside, EstimateLimits.DEFAULT);
    }

    /**
     * Estimates a model's performance on a batch that it has scored.
     *
     * @param manifest of the model; without a calibration the estimate is refused
     * @param predictions the model's probabilities of all rows
     * @param outside rows that lie {@linkplain Support#outside outside} the model's training
     * @return {@link Refused} also for a batch with too few rows, none included
     */
    static PerformanceEstimate of(Manifest manifest, NumericProfile predictions, long outside, EstimateLimits limits) {
        Calibration calibration = manifest.calibration();
        if (calibration == null) {
            return new Refused("the model's manifest has no calibration; train or import it again with labelled rows");
        }
        long rows = rows(predictions);
        double share = rows == 0 ? 0 : (double) outside / rows;
        if (share > limits.outsideShare()) {
            return refused(
                    "%.1f %% of the rows lie outside what the model was trained on, at most %.1f %% are allowed",
                    100 * share, 100 * limits.outsideShare());
        }
        return of(predictions, calibration, limits);
    }

    private static long rows(NumericProfile predictions) {
        return predictions.present() + predictions.missing() + predictions.infinite();
    }

    /**
     * Estimates from probabilities alone, without a look at where the rows lie.
     *
     * @param predictions the model's own, of all rows; one outside [0, 1], or NaN, makes it refuse
     */
    static PerformanceEstimate of(NumericProfile predictions, Calibration calibration, EstimateLimits limits) {
        long rarer = Math.min(calibration.positives(), calibration.rows() - calibration.positives());
        if (calibration.rows() < limits.heldOutRows() || rarer < limits.heldOutClassRows()) {
            return refused(
                    "the model was calibrated on %d held-out rows, %d of the rarer class; %d and %d are needed",
                    calibration.rows(), rarer, limits.heldOutRows(), limits.heldOutClassRows());
        }
        if (!(calibration.errorAfter() <= limits.calibrationError())) {
            return refused(
                    "calibrated probabilities are off by %.4f on held-out rows, at most %.4f is allowed",
                    calibration.errorAfter(), limits.calibrationError());
        }
        long rows = rows(predictions);
        if (rows < limits.rows()) {
            return refused("the batch has %d rows, %d are needed", rows, limits.rows());
        }
        double[] distinct = predictions.values();
        if (predictions.present() < rows) {
            return refused(
                    "a row has the probability %s", predictions.missing() > 0 ? Double.NaN : Double.POSITIVE_INFINITY);
        }
        for (double end : new double[] {distinct[0], distinct[distinct.length - 1]}) {
            if (!(end >= 0 && end <= 1)) {
                return refused("a row has the probability %s", (float) end);
            }
        }
        LabelDraw draw =
                new LabelDraw(distinct, predictions.counts(), calibration.calibrate(distinct), calibration.rows());
        double rarerExpected = Math.min(draw.positives(), rows - draw.positives());
        if (rarerExpected < limits.classRows()) {
            return refused(
                    "%.1f rows of the rarer class are expected in the batch, %.1f are needed",
                    rarerExpected, limits.classRows());
        }
        return new Estimated(
                rows,
                Map.of(
                        Metric.AUC, draw.auc(),
                        Metric.ACCURACY, draw.accuracy(calibration.threshold()),
                        Metric.F1, draw.f1(calibration.threshold()),
                        Metric.BRIER, draw.brier(),
                        Metric.LOG_LOSS, draw.logLoss()));
    }

    private static Refused refused(String reason, Object... figures) {
        return new Refused(String.format(Locale.ROOT, reason, figures));
    }
}
