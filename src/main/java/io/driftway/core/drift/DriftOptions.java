package io.driftway.core.drift;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Departures from Evidently's default rules; what is said of a column goes before what is said of all.
 *
 * @param method for all columns; null leaves it to the rules
 * @param threshold for all columns; null leaves it to the method
 * @param methods by column
 * @param thresholds by column
 */
public record DriftOptions(
        @Nullable DriftMethod method,
        @Nullable Double threshold,
        Map<String, DriftMethod> methods,
        Map<String, Double> thresholds) {

    /** Evidently's rules as they are. */
    public static final DriftOptions DEFAULT = new DriftOptions(null, null, Map.of(), Map.of());

    public DriftOptions {
        methods = Map.copyOf(methods);
        thresholds = Map.copyOf(thresholds);
        thresholds.forEach((column, value) -> requireThreshold("the threshold of " + column, value));
        if (threshold != null) {
            requireThreshold("the threshold", threshold);
        }
    }

    private static void requireThreshold(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be a number above 0, got " + value);
        }
    }

    /** The method named for the column; null when the rules choose. */
    @Nullable
    DriftMethod methodOf(String column) {
        DriftMethod own = methods.get(column);
        return own != null ? own : method;
    }

    double thresholdOf(String column, DriftMethod chosen) {
        Double own = thresholds.getOrDefault(column, threshold);
        double value = own != null ? own : chosen.defaultThreshold();
        if (chosen.direction() == Direction.P_VALUE && value >= 1) {
            throw new IllegalArgumentException("the threshold of " + column + " must be below 1, because "
                    + chosen.code() + " gives a p-value, got " + value);
        }
        return value;
    }
}
