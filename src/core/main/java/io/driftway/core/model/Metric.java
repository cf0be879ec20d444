package io.driftway.core.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Names the metrics of how well predictions agree with the truth. The name in lower case is the label in exported metrics, records and
 * reports. A metric is NaN where it is undefined, as AUC is for rows of one class.
 */
public enum Metric {
    /** Area under the ROC curve, in [0, 1]: how often a positive row has a higher probability than a negative one; ties count half. */
    AUC("AUC", true, ""),
    /** Mean negative log-likelihood, at least 0. A probability is kept 1e-15 away from 0 and 1. */
    LOG_LOSS("log loss", false, "nats"),
    /** Mean squared error of the probability, in [0, 1]. */
    BRIER("Brier score", false, ""),
    /** Share of rows called right at the operating threshold, in [0, 1]. */
    ACCURACY("accuracy", true, ""),
    /** 2 TP / (called positive + positive) at the operating threshold, in [0, 1]. */
    F1("F1", true, ""),
    /** Positive share of the rows called positive at the operating threshold, in [0, 1]. */
    PRECISION("precision", true, ""),
    /** Share of the positive rows that are called positive at the operating threshold, in [0, 1]. */
    RECALL("recall", true, "");

    private final String title;
    private final boolean higherIsBetter;
    private final String unit;

    Metric(String title, boolean higherIsBetter, String unit) {
        this.title = title;
        this.higherIsBetter = higherIsBetter;
        this.unit = unit;
    }

    /** Returns the metric of a {@link #label}; empty where there is none. */
    public static Optional<Metric> of(String label) {
        return Arrays.stream(values())
                .filter(metric -> metric.label().equals(label))
                .findFirst();
    }

    /** Returns the name in lower case, for records and labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name as a person writes it. */
    public String title() {
        return title;
    }

    /** Returns the unit; the empty text for a pure number. */
    public String unit() {
        return unit;
    }

    /** Tells whether a larger figure is the better one. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /**
     * Tells whether a figure is worse than another by no more than a margin; false where a number is NaN.
     *
     * @param figure in the metric's unit
     * @param of what it is compared with, in the same unit
     * @param margin in the same unit, at least 0; below 0 for a least gain
     */
    public boolean withinMargin(double figure, double of, double margin) {
        return higherIsBetter ? figure >= of - margin : figure <= of + margin;
    }
}
