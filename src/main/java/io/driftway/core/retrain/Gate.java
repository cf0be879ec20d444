package io.driftway.core.retrain;

import io.driftway.core.model.Metrics;
import java.util.Locale;

/**
 * What a challenger must pass to become the champion, both measured on the same held-out rows.
 *
 * @param aucMargin the challenger's AUC may be lower by at most this much
 * @param logLossMargin its log loss may be higher by at most this much, in nats
 * @param minimumRows fewer held-out rows prove nothing
 */
public record Gate(double aucMargin, double logLossMargin, long minimumRows) {

    public static final Gate DEFAULT = new Gate(0.01, 0.01, 100);

    /** The gate's answer. */
    public sealed interface Answer {
        record Passed() implements Answer {}

        /**
         * Not promoted.
         *
         * @param reason a sentence with both figures
         */
        record Refused(String reason) implements Answer {}
    }

    public Gate {
        if (!(aucMargin >= 0 && logLossMargin >= 0) || minimumRows < 1) {
            throw new IllegalArgumentException("margins cannot be negative and minimum-rows must be at least 1, got "
                    + aucMargin + ", " + logLossMargin + " and " + minimumRows);
        }
    }

    /** Judges; an undefined figure of the challenger (NaN) never passes. */
    public Answer judge(Metrics champion, Metrics challenger) {
        if (challenger.rows() < minimumRows) {
            return new Answer.Refused(
                    "only " + challenger.rows() + " held-out rows, at least " + minimumRows + " are needed");
        }
        if (!(challenger.auc() >= champion.auc() - aucMargin)) {
            return refused("AUC", challenger.auc(), champion.auc(), aucMargin);
        }
        if (!(challenger.logLoss() <= champion.logLoss() + logLossMargin)) {
            return refused("log loss", challenger.logLoss(), champion.logLoss(), logLossMargin);
        }
        return new Answer.Passed();
    }

    private static Answer refused(String figure, double challenger, double champion, double margin) {
        return new Answer.Refused(String.format(
                Locale.ROOT,
                "%s %.4f is worse than the champion's %.4f by more than %.4f",
                figure,
                challenger,
                champion,
                margin));
    }
}
