package io.driftway.core.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well predictions agree with what became true.
 *
 * @param figures by metric, in the order of {@link Metric}; NaN where a figure is undefined
 * @param rows rows evaluated
 */
public record Quality(Map<Metric, Double> figures, long rows) {

    public Quality {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }

    /** The figure in the metric's unit; NaN where it is undefined, or was not measured. */
    public double of(Metric metric) {
        return figures.getOrDefault(metric, Double.NaN);
    }
}
