package io.driftway.app;

import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.DriftSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How columns are compared, and which share of drifted columns counts.
 *
 * @param warnAt a share above this is a warning
 * @param breachAt a share above this asks for retraining
 * @param minimumRows a batch with fewer rows is inconclusive
 * @param method method for all columns; this setting and those below override the champion's manifest, and may be left out
 * @param threshold threshold for all columns
 * @param typeMethods method for each type, num or cat
 * @param typeThresholds threshold for each type
 * @param columnMethods method for each column
 * @param columnThresholds threshold for each column
 */
@ConfigurationProperties("driftway.drift")
public record DriftProperties(
        double warnAt,
        double breachAt,
        long minimumRows,
        @Nullable String method,
        @Nullable Double threshold,
        @Nullable Map<String, String> typeMethods,
        @Nullable Map<String, Double> typeThresholds,
        @Nullable Map<String, String> columnMethods,
        @Nullable Map<String, Double> columnThresholds) {

    public DriftProperties {
        Setting.of("driftway.drift", () -> new ThresholdRule(warnAt, breachAt, minimumRows));
        DriftSettings settings =
                settings(method, threshold, typeMethods, typeThresholds, columnMethods, columnThresholds);
        try {
            DriftOptions.of(settings);
        } catch (IllegalArgumentException nonsense) {
            throw new IllegalArgumentException("driftway.drift: " + nonsense.getMessage(), nonsense);
        }
    }

    DriftSettings settings() {
        return settings(method, threshold, typeMethods, typeThresholds, columnMethods, columnThresholds);
    }

    private static DriftSettings settings(
            @Nullable String method,
            @Nullable Double threshold,
            @Nullable Map<String, String> typeMethods,
            @Nullable Map<String, Double> typeThresholds,
            @Nullable Map<String, String> columnMethods,
            @Nullable Map<String, Double> columnThresholds) {
        return new DriftSettings(
                method == null || method.isBlank() ? null : method,
                threshold,
                orNone(typeMethods),
                orNone(typeThresholds),
                orNone(columnMethods),
                orNone(columnThresholds));
    }

    private static <V> Map<String, V> orNone(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    ThresholdRule thresholds() {
        return new ThresholdRule(warnAt, breachAt, minimumRows);
    }
}
