package io.driftway.core.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says how columns are compared where the default rules are not wanted, as people write it: methods by the names of {@code DriftMethod},
 * types as {@code num} or {@code cat}. A setting of a column overrides that of its type, and that of its type overrides that of all
 * columns.
 *
 * @param method for all columns; null leaves it to the rules
 * @param threshold for all columns; null leaves it to the method
 * @param typeMethods method by type
 * @param typeThresholds threshold by type
 * @param columnMethods method by column
 * @param columnThresholds threshold by column
 */
public record DriftSettings(
        @Nullable String method,
        @Nullable Double threshold,
        Map<String, String> typeMethods,
        Map<String, Double> typeThresholds,
        Map<String, String> columnMethods,
        Map<String, Double> columnThresholds) {

    /** The default rules as they are. */
    public static final DriftSettings NONE = new DriftSettings(null, null, Map.of(), Map.of(), Map.of(), Map.of());

    public DriftSettings {
        typeMethods = ordered(typeMethods);
        typeThresholds = ordered(typeThresholds);
        columnMethods = ordered(columnMethods);
        columnThresholds = ordered(columnThresholds);
    }

    /** Returns these settings, with the given ones where these say nothing of a column, of a type or of all. */
    public DriftSettings withDefaults(DriftSettings others) {
        return new DriftSettings(
                method == null ? others.method : method,
                threshold == null ? others.threshold : threshold,
                merged(typeMethods, others.typeMethods),
                merged(typeThresholds, others.typeThresholds),
                merged(columnMethods, others.columnMethods),
                merged(columnThresholds, others.columnThresholds));
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    private static <V> Map<String, V> merged(Map<String, V> mine, Map<String, V> others) {
        Map<String, V> both = new TreeMap<>(others);
        both.putAll(mine);
        return both;
    }
}
