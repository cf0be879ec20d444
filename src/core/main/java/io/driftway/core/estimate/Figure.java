package io.driftway.core.estimate;

import java.util.Locale;

/** What is estimated. */
public enum Figure {
    /** Area under the ROC curve, as {@link io.driftway.core.model.Metrics#auc}. */
    AUC,
    /** Share of rows called right at the operating threshold, in [0, 1]. */
    ACCURACY,
    /** 2 TP / (called positive + positive) at the operating threshold, in [0, 1]. */
    F1,
    /** Mean squared error of the model's own probability, as {@link io.driftway.core.model.Metrics#brier}. */
    BRIER,
    /** Mean negative log-likelihood of the model's own probability, as {@link io.driftway.core.model.Metrics#logLoss}. */
    LOG_LOSS;

    /** In lower case, as a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
