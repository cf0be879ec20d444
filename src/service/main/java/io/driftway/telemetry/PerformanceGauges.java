package io.driftway.telemetry;

import io.driftway.core.estimate.Band;
import io.driftway.core.ledger.Champion;
import io.driftway.core.model.Realized;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exports the performance of the champion: realized by its labels, estimated without labels, and on held-out rows. A figure that does not exist
 * is not exported, because no number could stand for it.
 */
final class PerformanceGauges {

    private final MultiGauge gauges;
    private final List<MultiGauge.Row<?>> realized = new ArrayList<>();
    private final List<MultiGauge.Row<?>> estimated = new ArrayList<>();
    private final List<MultiGauge.Row<?>> heldOut = new ArrayList<>();
    private @Nullable String champion;
    private @Nullable String estimatedFor;

    PerformanceGauges(MeterRegistry registry) {
        gauges = MultiGauge.builder(Meters.PERFORMANCE.meter())
                .description(Meters.PERFORMANCE.description())
                .register(registry);
    }

    synchronized void show(Realized realized) {
        this.realized.clear();
        realized.figures().forEach((metric, figure) -> add(this.realized, metric.label(), "realized", figure));
        add(this.realized, "coverage", "realized", realized.coverage());
        register();
    }

    /** Shows what the champion did on the rows held out of its training. Estimates for the champion before it are no longer shown. */
    synchronized void show(Champion promoted) {
        champion = promoted.model().id();
        heldOut.clear();
        promoted.model()
                .manifest()
                .metrics()
                .figures()
                .forEach((metric, figure) -> add(heldOut, metric.label(), "held_out", figure));
        register();
    }

    /**
     * Shows what is expected of the model on the newest batch.
     *
     * @param model that scored the batch
     * @param bands by figure; empty where the estimate was refused, and of a broken feed
     */
    synchronized void show(String model, Map<String, Band> bands) {
        estimatedFor = model;
        estimated.clear();
        bands.forEach((figure, band) -> {
            estimated.add(row(figure, "estimated", band.expected()));
            estimated.add(row(figure + "_low", "estimated", band.low()));
            estimated.add(row(figure + "_high", "estimated", band.high()));
        });
        register();
    }

    private void register() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>(realized);
        rows.addAll(heldOut);
        if (champion == null || champion.equals(estimatedFor)) {
            rows.addAll(estimated);
        }
        gauges.register(rows, true);
    }

    private static void add(List<MultiGauge.Row<?>> rows, String metric, String basis, @Nullable Double figure) {
        if (figure != null && !figure.isNaN()) {
            rows.add(row(metric, basis, figure));
        }
    }

    private static MultiGauge.Row<?> row(String metric, String basis, double figure) {
        return MultiGauge.Row.of(Tags.of("metric", metric, "basis", basis), figure);
    }
}
