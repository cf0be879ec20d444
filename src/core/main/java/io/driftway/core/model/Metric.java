package io.driftway.core.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A figure of how well predictions agree with what became true. Its name in lower case is its label in metrics, records and reports. */
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

    /** The metric of a label; empty where there is none. */
    public static Optional<Metric> of(String label) {
        return Arrays.stream(values())
                .filter(metric -> metric.label().equals(label))
                .findFirst();
    }

    /** In lower case, as a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a person writes it. */
    public String title() {
        return title;
    }

    /** Empty where the metric is a pure number. */
    public String unit() {
        return unit;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /**
     * Tells whether a figure is worse than another by no more than a margin. NaN is within no margin.
     *
     * @param figure in the metric's unit, like the others
     * @param margin at least 0, or below 0 for a least gain
     */
    public boolean withinMargin(double figure, double of, double margin) {
        return higherIsBetter ? figure >= of - margin : figure <= of + margin;
    }
}
