package io.driftway.core.estimate;

import io.driftway.core.model.Calibration;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Profile;
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

    /** Estimates within {@link EstimateLimits#DEFAULT}, like {@link #of(Manifest, ScoredBatch, Profile, EstimateLimits)}. */
    static PerformanceEstimate of(Manifest manifest, ScoredBatch scored, Profile reference) {
        return of(manifest, scored, reference, EstimateLimits.DEFAULT);
    }

    /**
     * Estimates a model's performance on a batch that it has scored.
     *
     * @param manifest of the model; without a calibration the estimate is refused
     * @param reference that shows which rows lie outside the model's training
     * @return {@link Refused} also for a batch with too few rows, none included
     * @throws IllegalArgumentException when the batch lacks a feature of the schema
     */
    static PerformanceEstimate of(Manifest manifest, ScoredBatch scored, Profile reference, EstimateLimits limits) {
        Calibration calibration = manifest.calibration();
        if (calibration == null) {
            return new Refused("the model's manifest has no calibration; train or import it again with labelled rows");
        }
        double outside = Support.outside(scored.batch(), manifest.schema(), reference);
        if (outside > limits.outsideShare()) {
            return refused(
                    "%.1f %% of the rows lie outside what the model was trained on, at most %.1f %% are allowed",
                    100 * outside, 100 * limits.outsideShare());
        }
        return of(scored.probabilities(), calibration, limits);
    }

    /**
     * Estimates from probabilities alone, without a look at where the rows lie.
     *
     * @param probabilities the model's own, one per row; one outside [0, 1], or NaN, makes it refuse
     */
    static PerformanceEstimate of(float[] probabilities, Calibration calibration, EstimateLimits limits) {
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
        if (probabilities.length < limits.rows()) {
            return refused("the batch has %d rows, %d are needed", probabilities.length, limits.rows());
        }
        for (float probability : probabilities) {
            if (!(probability >= 0 && probability <= 1)) {
                return refused("a row has the probability %s", probability);
            }
        }
        LabelDraw draw = new LabelDraw(probabilities, calibration.calibrate(probabilities), calibration.rows());
        double rarerExpected = Math.min(draw.positives(), probabilities.length - draw.positives());
        if (rarerExpected < limits.classRows()) {
            return refused(
                    "%.1f rows of the rarer class are expected in the batch, %.1f are needed",
                    rarerExpected, limits.classRows());
        }
        return new Estimated(
                probabilities.length,
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
