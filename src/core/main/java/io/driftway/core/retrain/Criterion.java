package io.driftway.core.retrain;

import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.CalibrationError;
import io.driftway.core.model.Metric;
import java.util.Locale;

/** Asks one question about a challenger and answers it from the contest with the champion. A figure that is NaN never passes. */
public sealed interface Criterion
        permits Criterion.Output,
                Criterion.EnoughRows,
                AucNonInferiority,
                AucSuperiority,
                Criterion.NotWorse,
                Criterion.CalibrationLoss,
                SliceCheck {

    /** Answers the question for one contest. */
    GateCheck judge(Contest contest);

    /** The challenger's probabilities are probabilities, and not the same for every row. */
    record Output() implements Criterion {
        @Override
        public GateCheck judge(Contest contest) {
            int undefined = 0;
            int outside = 0;
            boolean differ = false;
            float[] probabilities = contest.challenger();
            for (float probability : probabilities) {
                undefined += Float.isFinite(probability) ? 0 : 1;
                outside += probability < 0 || probability > 1 ? 1 : 0;
                differ |= probability != probabilities[0];
            }
            if (undefined > 0) {
                return failed(String.format(
                        Locale.ROOT,
                        "the challenger gives no number (NaN or infinite) for %d of %d held-out rows",
                        undefined,
                        probabilities.length));
            }
            if (outside > 0) {
                return failed(String.format(
                        Locale.ROOT,
                        "the challenger gives no probability in [0, 1] for %d of %d held-out rows",
                        outside,
                        probabilities.length));
            }
            if (!differ && probabilities.length > 1) {
                return failed(String.format(
                        Locale.ROOT,
                        "the challenger gives all %d held-out rows the same probability, %.4f",
                        probabilities.length,
                        probabilities[0]));
            }
            return GateCheck.of("output", true, "the challenger gives probabilities, and not the same for every row");
        }

        private static GateCheck failed(String reason) {
            return GateCheck.of("output", false, reason);
        }
    }

    /**
     * There is enough to judge by.
     *
     * @param rows fewest held-out rows
     * @param classRows fewest of each class
     */
    record EnoughRows(long rows, long classRows) implements Criterion {
        @Override
        public GateCheck judge(Contest contest) {
            int positives = contest.positives();
            int negatives = contest.rows() - positives;
            boolean enough = contest.rows() >= rows && Math.min(positives, negatives) >= classRows;
            return GateCheck.of(
                    "rows",
                    enough,
                    String.format(
                            Locale.ROOT,
                            "%s%d held-out rows, %d positive and %d negative; at least %d are needed, %d of each class",
                            enough ? "" : "too few to judge by: ",
                            contest.rows(),
                            positives,
                            negatives,
                            rows,
                            classRows));
        }
    }

    /**
     * A figure is not worse by more than the margin.
     *
     * @param metric one whose lower figures are better
     * @param margin at least 0, in the metric's unit
     */
    record NotWorse(Metric metric, double margin) implements Criterion {
        @Override
        public GateCheck judge(Contest contest) {
            boolean[] positive = contest.heldOut().positive();
            return notHigher(
                    metric.label(),
                    metric.title(),
                    BinaryClassification.quality(contest.champion(), positive).of(metric),
                    BinaryClassification.quality(contest.challenger(), positive).of(metric),
                    margin);
        }
    }

    /**
     * {@link CalibrationError} is not higher by more than the margin.
     *
     * @param margin at least 0
     */
    record CalibrationLoss(double margin) implements Criterion {
        @Override
        public GateCheck judge(Contest contest) {
            boolean[] positive = contest.heldOut().positive();
            return notHigher(
                    "calibration",
                    "calibration error",
                    CalibrationError.of(contest.champion(), positive),
                    CalibrationError.of(contest.challenger(), positive),
                    margin);
        }
    }

    private static GateCheck notHigher(String name, String figure, double champion, double challenger, double margin) {
        boolean passed = challenger <= champion + margin;
        return new GateCheck(
                name,
                passed,
                champion,
                challenger,
                String.format(
                        Locale.ROOT,
                        passed
                                ? "%s %.4f, the champion's is %.4f, up to %.4f more is allowed"
                                : "%s %.4f is worse than the champion's %.4f by more than %.4f",
                        figure,
                        challenger,
                        champion,
                        margin));
    }
}
