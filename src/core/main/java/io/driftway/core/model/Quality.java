package io.driftway.core.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds how well predictions agreed with the truth, as one figure per metric.
 *
 * @param figures by metric, in the order of {@link Metric}, each in its unit; NaN where it is undefined
 * @param rows rows evaluated
 */
public record Quality(Map<Metric, Double> figures, long rows) {

    public Quality {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }

    /** Returns the figure of a metric in its unit; NaN where it is undefined or was not measured. */
    public double of(Metric metric) {
        return figures.getOrDefault(metric, Double.NaN);
    }
}
