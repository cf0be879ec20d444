package io.driftway.core.pipeline;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.Band;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.profile.CategoricalProfile;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the figures of a judged batch that are exported as metrics. They are computed when the batch is judged, and read from its report
 * after a restart.
 *
 * @param features in the order of the report
 * @param estimated the champion's estimated performance on the batch, by metric; empty where the estimate was refused
 */
public record BatchFigures(List<Feature> features, Map<String, Band> estimated) {

    public BatchFigures {
        features = List.copyOf(features);
        estimated = Map.copyOf(estimated);
    }

    /**
     * Holds the figures of one feature.
     *
     * @param name of the column
     * @param score null where it could not be computed
     * @param missingRatio share of the rows whose cell has no value, in [0, 1]
     * @param unseenRatio share of the rows whose category the model has never seen, in [0, 1]; null for a number
     */
    public record Feature(
            String name,
            @Nullable Score score,
            double missingRatio,
            @Nullable Double unseenRatio) {}

    /**
     * Holds a drift score that has a value.
     *
     * @param method the statistic
     * @param value in the unit of the statistic
     * @param threshold in the same unit
     */
    public record Score(DriftMethod method, double value, double threshold) {

        /** Returns how far the value has gone towards its threshold, at least 1 when it is drift. See {@link DriftMethod#severity}. */
        public double severity() {
            return method.severity(value, threshold);
        }
    }

    /** Collects the figures of a compared batch. */
    public static BatchFigures of(Compared compared) {
        Schema schema = compared.rows().champion().schema();
        Map<String, Double> unseen = new TreeMap<>();
        compared.profile().columns().stream()
                .filter(CategoricalProfile.class::isInstance)
                .map(CategoricalProfile.class::cast)
                .forEach(column -> unseen.put(
                        column.name(),
                        ratio(unseen(column, schema), compared.profile().rows())));
        long rows = compared.data().rowsCurrent();
        return new BatchFigures(
                compared.data().scores().stream()
                        .map(score -> new Feature(
                                score.tested().column(),
                                score(score).orElse(null),
                                ratio(score.tested().missingCurrent(), rows),
                                unseen.get(score.tested().column())))
                        .toList(),
                estimated(compared.estimate()));
    }

    private static Optional<Score> score(DriftScore score) {
        return score instanceof DriftScore.Measured measured
                ? Optional.of(new Score(
                        measured.tested().method(),
                        measured.value(),
                        measured.tested().threshold()))
                : Optional.empty();
    }

    private static Map<String, Band> estimated(PerformanceEstimate estimate) {
        Map<String, Band> figures = new TreeMap<>();
        if (estimate instanceof PerformanceEstimate.Estimated found) {
            found.figures().forEach((figure, band) -> figures.put(figure.label(), band));
        }
        return figures;
    }

    private static long unseen(CategoricalProfile column, Schema schema) {
        Set<String> known =
                new HashSet<>(schema.field(column.name()).map(Field::categories).orElse(List.of()));
        return column.counts().entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the share of a part in the whole; 0 where the whole is 0. */
    public static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
