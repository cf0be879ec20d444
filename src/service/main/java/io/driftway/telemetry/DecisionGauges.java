package io.driftway.telemetry;

import io.driftway.core.decision.Evidence;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Exports the evidence of the newest verdict as gauges. A value that its rule does not have is absent. */
final class DecisionGauges {

    private final MultiGauge threshold;
    private final MultiGauge pValue;
    private final MultiGauge level;
    private final MultiGauge spent;

    DecisionGauges(MeterRegistry registry) {
        threshold = gauge(Meters.DECISION_THRESHOLD, registry);
        pValue = gauge(Meters.DECISION_P_VALUE, registry);
        level = gauge(Meters.DECISION_LEVEL, registry);
        spent = gauge(Meters.DECISION_SPENT, registry);
    }

    private static MultiGauge gauge(Meters meter, MeterRegistry registry) {
        return MultiGauge.builder(meter.meter())
                .description(meter.description())
                .register(registry);
    }

    void show(Evidence evidence) {
        switch (evidence) {
            case Evidence.Share share -> {
                show(threshold, Double.isNaN(share.breachAt()) ? List.of() : List.of(threshold(share)));
                show(pValue, List.of());
                show(level, List.of());
                show(spent, List.of());
            }
            case Evidence.Windowed windowed -> {
                show(threshold, windowed.looks().isEmpty() ? List.of() : List.of(threshold(windowed)));
                show(pValue, byScale(windowed, Evidence.Look::pValue));
                show(level, byScale(windowed, Evidence.Look::level));
                show(spent, List.of(MultiGauge.Row.of(Tags.empty(), windowed.spent())));
            }
        }
    }

    private static MultiGauge.Row<?> threshold(Evidence evidence) {
        return MultiGauge.Row.of(Tags.of("rule", evidence.rule()), evidence.threshold());
    }

    private static List<MultiGauge.Row<?>> byScale(Evidence.Windowed evidence, ToDoubleFunction<Evidence.Look> figure) {
        return evidence.looks().stream()
                .<MultiGauge.Row<?>>map(look -> MultiGauge.Row.of(
                        Tags.of("scale", Integer.toString(look.window())), figure.applyAsDouble(look)))
                .toList();
    }

    private static void show(MultiGauge gauge, List<MultiGauge.Row<?>> rows) {
        gauge.register(rows, true);
    }
}
