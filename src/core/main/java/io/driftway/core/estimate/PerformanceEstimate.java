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
 * How well a model does on a batch without labels, from how sure it is of each row: confidence-based performance estimation (CBPE; the name
 * and the idea are NannyML's). Row i is positive with its calibrated probability p_i, independently of the others; each figure is then
 * a function of labels whose distribution is known, and has an expectation and a variance ({@link LabelDraw}).
 *
 * <p>It holds as long as p_i stays what it was on the held-out rows: other customers may come (covariate shift), but alike customers must
 * behave as before. When they do not (concept drift), probabilities stay as they are and the estimate does not move: only labels tell.
 *
 * <p>The band is where the batch's own figure will lie when its labels are there, in {@link Band#COVERAGE} of all cases: it is as wide as
 * labels differ by chance in a batch of this size, and wider the fewer held-out rows the probabilities were calibrated on.
 */
public sealed interface PerformanceEstimate {

    /** What is estimated. */
    List<Metric> METRICS = List.of(Metric.AUC, Metric.ACCURACY, Metric.F1, Metric.BRIER, Metric.LOG_LOSS);

    /**
     * What is to be expected.
     *
     * @param rows of the batch
     * @param figures one for each of {@link #METRICS}
     */
    record Estimated(long rows, Map<Metric, Band> figures) implements PerformanceEstimate {
        public Estimated {
            figures = Map.copyOf(figures);
        }

        public Band of(Metric figure) {
            Band band = figures.get(figure);
            if (band == null) {
                throw new IllegalArgumentException(figure + " was not estimated");
            }
            return band;
        }
    }

    /**
     * Nothing to rely on.
     *
     * @param reason a sentence with the figures
     */
    record Refused(String reason) implements PerformanceEstimate {}

    /** Of a scored batch, with what its model's manifest knows and the reference that it is compared with. */
    static PerformanceEstimate of(Manifest manifest, ScoredBatch scored, Profile reference) {
        return of(manifest, scored, reference, EstimateLimits.DEFAULT);
    }

    /** Of a scored batch, within other limits. */
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
     * Of probabilities alone.
     *
     * @param probabilities the model's own, in [0, 1], one per row
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
