package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.model.DriftSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes Evidently's default rules. An option of a column overrides that of its type, and that of its type overrides that of all columns.
 * Without any, the default rules choose the method, and the method has its own threshold.
 *
 * <p>The constructor throws {@link IllegalArgumentException} when a threshold is not a finite number above 0, or a method does not apply to its type.
 *
 * @param method for all columns; null leaves it to the rules
 * @param threshold for all columns; null leaves it to the method
 * @param typeMethods by type
 * @param typeThresholds by type
 * @param methods by column
 * @param thresholds by column
 */
public record DriftOptions(
        @Nullable DriftMethod method,
        @Nullable Double threshold,
        Map<ColumnType, DriftMethod> typeMethods,
        Map<ColumnType, Double> typeThresholds,
        Map<String, DriftMethod> methods,
        Map<String, Double> thresholds) {

    /** Evidently's rules, unchanged. */
    public static final DriftOptions DEFAULT = of(DriftSettings.NONE);

    public DriftOptions {
        typeMethods = Map.copyOf(typeMethods);
        typeThresholds = Map.copyOf(typeThresholds);
        methods = Map.copyOf(methods);
        thresholds = Map.copyOf(thresholds);
        typeThresholds.forEach((type, value) -> requireThreshold("the threshold of type " + written(type), value));
        thresholds.forEach((column, value) -> requireThreshold("the threshold of " + column, value));
        if (threshold != null) {
            requireThreshold("the threshold", threshold);
        }
        typeMethods.forEach((type, named) -> {
            if (!named.accepts(type)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "method %s does not apply to columns of type %s; of those that do there are %s",
                        named.code(),
                        written(type),
                        codes(type)));
            }
        });
    }

    /** Returns options with one method for all columns. */
    public static DriftOptions all(DriftMethod method) {
        return new DriftOptions(method, null, Map.of(), Map.of(), Map.of(), Map.of());
    }

    /**
     * Returns the options that settings name.
     *
     * @throws IllegalArgumentException with one line, when a method or type does not exist, the two do not fit, or a threshold is not a
     *     finite number above 0
     */
    public static DriftOptions of(DriftSettings settings) {
        Map<ColumnType, DriftMethod> typeMethods = new HashMap<>();
        settings.typeMethods().forEach((type, code) -> typeMethods.put(type(type), method(code)));
        Map<ColumnType, Double> typeThresholds = new HashMap<>();
        settings.typeThresholds().forEach((type, value) -> typeThresholds.put(type(type), value));
        Map<String, DriftMethod> methods = new TreeMap<>();
        settings.columnMethods().forEach((column, code) -> methods.put(column, method(code)));
        return new DriftOptions(
                settings.method() == null ? null : method(settings.method()),
                settings.threshold(),
                typeMethods,
                typeThresholds,
                methods,
                settings.columnThresholds());
    }

    private static DriftMethod method(String code) {
        return DriftMethod.named(code)
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "there is no method %s; there are %s",
                        code,
                        Arrays.stream(DriftMethod.values())
                                .map(DriftMethod::code)
                                .collect(Collectors.joining(", ")))));
    }

    private static ColumnType type(String written) {
        return Arrays.stream(ColumnType.values())
                .filter(type -> written(type).equals(written))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no column type " + written + "; there are num and cat"));
    }

    private static String written(ColumnType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static void requireThreshold(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be a number above 0, got " + value);
        }
    }

    /**
     * Checks that the options fit some columns.
     *
     * @param columns that are compared, by name
     * @throws IllegalArgumentException with one line, when an option names a column that is not compared, a method does not apply to a
     *     column's type, or the threshold of a p-value is 1 or more
     */
    public void requireFit(Map<String, ColumnType> columns) {
        requireCompared("a method", methods.keySet(), columns);
        requireCompared("a threshold", thresholds.keySet(), columns);
        columns.forEach((column, type) -> {
            DriftMethod named = methodOf(column, type);
            if (named != null && !named.accepts(type)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "method %s does not apply to column %s of type %s; name another for it, of %s",
                        named.code(),
                        column,
                        written(type),
                        codes(type)));
            }
            if (named != null) {
                thresholdOf(column, type, named);
            } else if (thresholdOf(column, type, DriftMethod.WASSERSTEIN) >= 1) {
                throw new IllegalArgumentException(
                        "the threshold of " + column
                                + " is 1 or more, which is none for a p-value, and the rules may choose one; name a distance as its method");
            }
        });
    }

    private static void requireCompared(String what, Set<String> named, Map<String, ColumnType> columns) {
        named.stream()
                .filter(column -> !columns.containsKey(column))
                .sorted()
                .findFirst()
                .ifPresent(column -> {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s is given for %s, which is not among the columns compared: %s",
                            what,
                            column,
                            String.join(", ", columns.keySet())));
                });
    }

    private static String codes(ColumnType type) {
        return Arrays.stream(DriftMethod.values())
                .filter(method -> method.accepts(type))
                .map(DriftMethod::code)
                .collect(Collectors.joining(", "));
    }

    /** The method named for the column; null when the rules choose. */
    @Nullable
    DriftMethod methodOf(String column, ColumnType type) {
        DriftMethod own = methods.getOrDefault(column, typeMethods.get(type));
        return own != null ? own : method;
    }

    double thresholdOf(String column, ColumnType type, DriftMethod chosen) {
        Double own = thresholds.getOrDefault(column, typeThresholds.getOrDefault(type, threshold));
        double value = own != null ? own : chosen.defaultThreshold();
        if (chosen.direction() == Direction.P_VALUE && value >= 1) {
            throw new IllegalArgumentException("the threshold of " + column + " must be below 1, because "
                    + chosen.code() + " gives a p-value, got " + value);
        }
        return value;
    }
}
