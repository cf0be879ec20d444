package io.driftway.telemetry;

import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.BatchFigures.Feature;
import io.driftway.core.pipeline.BatchFigures.Score;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Exports the figures of the features in the newest batch. It exports at most the configured number of features, in the order of the report. */
public final class FeatureGauges {

    private static final int MOST = 100;

    private final int most;
    private final MultiGauge score;
    private final MultiGauge threshold;
    private final MultiGauge severity;
    private final MultiGauge missing;
    private final MultiGauge unseen;

    /** For {@value #MOST} features. */
    public FeatureGauges(MeterRegistry registry) {
        this(registry, MOST);
    }

    /** @param most features whose figures are exported */
    public FeatureGauges(MeterRegistry registry, int most) {
        this.most = most;
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

    int most() {
        return most;
    }

    /** @param conclusive whether there is a verdict on the batch; without one its scores mean nothing, and are not shown */
    void show(BatchFigures figures, boolean conclusive) {
        List<Feature> features = figures.features().stream().limit(most).toList();
        List<Feature> judged = conclusive ? features : List.of();
        show(score, judged, FeatureGauges::byMethod, of(Score::value));
        show(threshold, judged, FeatureGauges::byMethod, of(Score::threshold));
        show(severity, judged, FeatureGauges::byName, of(Score::severity));
        show(missing, features, FeatureGauges::byName, Feature::missingRatio);
        show(unseen, features, FeatureGauges::byName, Feature::unseenRatio);
    }

    private static Function<Feature, @Nullable Double> of(ToDoubleFunction<Score> figure) {
        return feature -> {
            Score score = feature.score();
            return score == null ? null : figure.applyAsDouble(score);
        };
    }

    private static Tags byName(Feature feature) {
        return Tags.of("feature", feature.name());
    }

    private static Tags byMethod(Feature feature) {
        Score score = feature.score();
        return byName(feature).and("method", score == null ? "" : score.method().code());
    }

    private static void show(
            MultiGauge gauge,
            List<Feature> features,
            Function<Feature, Tags> tags,
            Function<Feature, @Nullable Double> figure) {
        gauge.register(
                features.stream()
                        .filter(feature -> figure.apply(feature) != null)
                        .<MultiGauge.Row<?>>map(
                                feature -> MultiGauge.Row.of(tags.apply(feature), figure.apply(feature)))
                        .toList(),
                true);
    }
}
