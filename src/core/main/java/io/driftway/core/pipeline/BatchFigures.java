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
 * The figures of a judged batch that are watched from outside. They are made from the batch when it is judged, and again from its report after
 * a restart.
 *
 * @param features in the order of the report
 * @param estimated what the champion is expected to do on the batch, by figure; empty where that could not be said
 */
public record BatchFigures(List<Feature> features, Map<String, Band> estimated) {

    public BatchFigures {
        features = List.copyOf(features);
        estimated = Map.copyOf(estimated);
    }

    /**
     * One feature.
     *
     * @param name of the column
     * @param score null where it could not be computed
     * @param missingRatio missing cells, share of the rows, in [0, 1]
     * @param unseenRatio rows whose category the model has never seen, share of the rows, in [0, 1]; null for a number
     */
    public record Feature(
            String name,
            @Nullable Score score,
            double missingRatio,
            @Nullable Double unseenRatio) {}

    /**
     * A drift score.
     *
     * @param method the statistic
     * @param value in its unit
     * @param threshold in its unit
     */
    public record Score(DriftMethod method, double value, double threshold) {

        /** See {@link DriftMethod#severity}. */
        public double severity() {
            return method.severity(value, threshold);
        }
    }

    public static BatchFigures of(Compared compared) {
        Schema schema = compared.scored().arrival().champion().schema();
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

    /** A share of no rows is 0. */
    public static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
