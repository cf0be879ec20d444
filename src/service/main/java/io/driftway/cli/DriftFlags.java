package io.driftway.cli;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.DriftSettings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How columns are to be compared where the default rules are not wanted, for the commands that take it. */
final class DriftFlags {

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "The method for all columns, such as ks or jensenshannon.")
    private @Nullable String method;

    @Option(
            names = "--type-method",
            paramLabel = "TYPE=METHOD",
            split = ",",
            description = "The method for all columns of a type, num or cat; may be repeated.")
    private Map<String, String> typeMethods = new HashMap<>();

    @Option(
            names = "--column",
            paramLabel = "COLUMN=METHOD",
            split = ",",
            description = "The method for one column; may be repeated.")
    private Map<String, String> columnMethods = new HashMap<>();

    @Option(names = "--threshold", paramLabel = "NUMBER", description = "The threshold for all columns.")
    private @Nullable Double threshold;

    @Option(
            names = "--type-threshold",
            paramLabel = "TYPE=NUMBER",
            split = ",",
            description = "The threshold for all columns of a type; may be repeated.")
    private Map<String, Double> typeThresholds = new HashMap<>();

    @Option(
            names = "--column-threshold",
            paramLabel = "COLUMN=NUMBER",
            split = ",",
            description = "The threshold for one column; may be repeated.")
    private Map<String, Double> columnThresholds = new HashMap<>();

    /**
     * As they were given.
     *
     * @throws BadInput when a method, a type or a threshold is none
     */
    DriftSettings settings() {
        DriftSettings settings =
                new DriftSettings(method, threshold, typeMethods, typeThresholds, columnMethods, columnThresholds);
        options(settings);
        return settings;
    }

    /**
     * What they mean for these columns.
     *
     * @throws BadInput when they do not fit
     */
    DriftOptions options(Map<String, ColumnType> columns) {
        DriftOptions options = options(settings());
        try {
            options.requireFit(columns);
        } catch (IllegalArgumentException nonsense) {
            throw new BadInput(String.valueOf(nonsense.getMessage()));
        }
        return options;
    }

    private static DriftOptions options(DriftSettings settings) {
        try {
            return DriftOptions.of(settings);
        } catch (IllegalArgumentException nonsense) {
            throw new BadInput(String.valueOf(nonsense.getMessage()));
        }
    }
}
