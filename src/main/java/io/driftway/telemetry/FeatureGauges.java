package io.driftway.telemetry;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.flow.Compared;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The figures of each feature in the newest batch, for the first {@value #MOST} features. */
public final class FeatureGauges {

    private static final int MOST = 100;

    private final MultiGauge score;
    private final MultiGauge threshold;
    private final MultiGauge severity;
    private final MultiGauge missing;
    private final MultiGauge unseen;

    public FeatureGauges(MeterRegistry registry) {
        score = gauge(Meters.FEATURE_SCORE, registry);
        threshold = gauge(Meters.FEATURE_THRESHOLD, registry);
        severity = gauge(Meters.FEATURE_SEVERITY, registry);
        missing = gauge(Meters.FEATURE_MISSING, registry);
        unseen = gauge(Meters.FEATURE_UNSEEN, registry);
    }

    private static MultiGauge gauge(Meters meter, MeterRegistry registry) {
        return MultiGauge.builder(meter.meter())
                .description(meter.description())
                .register(registry);
    }

    void show(Compared compared) {
        List<DriftScore.Measured> measured = compared.data().scores().stream()
                .filter(DriftScore.Measured.class::isInstance)
                .map(DriftScore.Measured.class::cast)
                .limit(MOST)
                .toList();
        score.register(rows(measured, true, DriftScore.Measured::value), true);
        threshold.register(rows(measured, true, score -> score.tested().threshold()), true);
        severity.register(rows(measured, false, DriftScore.Measured::severity), true);

        long rows = compared.profile().rows();
        List<ColumnProfile> columns =
                compared.profile().columns().stream().limit(MOST).toList();
        missing.register(
                columns.stream()
                        .<MultiGauge.Row<?>>map(c -> row(Tags.of("feature", c.name()), ratio(c.missing(), rows)))
                        .toList(),
                true);
        Schema schema = compared.scored().arrival().champion().schema();
        unseen.register(
                columns.stream()
                        .filter(CategoricalProfile.class::isInstance)
                        .map(CategoricalProfile.class::cast)
                        .<MultiGauge.Row<?>>map(c -> row(Tags.of("feature", c.name()), ratio(unseen(c, schema), rows)))
                        .toList(),
                true);
    }

    private static long unseen(CategoricalProfile column, Schema schema) {
        Set<String> known =
                new HashSet<>(schema.field(column.name()).map(Field::categories).orElse(List.of()));
        return column.counts().entrySet().stream()
                .filter(e -> !known.contains(e.getKey()))
                .mapToLong(e -> e.getValue())
                .sum();
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static Iterable<MultiGauge.Row<?>> rows(
            List<DriftScore.Measured> scores,
            boolean withMethod,
            java.util.function.ToDoubleFunction<DriftScore.Measured> value) {
        return scores.stream()
                .<MultiGauge.Row<?>>map(s -> {
                    Tags tags = Tags.of("feature", s.tested().column());
                    return row(
                            withMethod ? tags.and("method", s.tested().method().code()) : tags, value.applyAsDouble(s));
                })
                .toList();
    }

    private static MultiGauge.Row<Number> row(Tags tags, double value) {
        return MultiGauge.Row.of(tags, value);
    }
}
