package io.driftway.telemetry;

import io.driftway.core.flow.BatchFigures;
import io.driftway.core.model.Realized;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the champion does by its labels, and is expected to do without them. A figure that does not exist is not exported: there is no number that means it. */
final class PerformanceGauges {

    private final MultiGauge gauges;
    private final List<MultiGauge.Row<?>> realized = new ArrayList<>();
    private final List<MultiGauge.Row<?>> estimated = new ArrayList<>();

    PerformanceGauges(MeterRegistry registry) {
        gauges = MultiGauge.builder(Meters.PERFORMANCE.meter())
                .description(Meters.PERFORMANCE.description())
                .register(registry);
    }

    synchronized void show(Realized realized) {
        this.realized.clear();
        add(this.realized, "auc", realized.auc());
        add(this.realized, "log_loss", realized.logLoss());
        add(this.realized, "brier", realized.brier());
        add(this.realized, "precision", realized.precision());
        add(this.realized, "recall", realized.recall());
        add(this.realized, "coverage", realized.coverage());
        register();
    }

    /** Of the newest batch; a refused estimate has no figure and leaves none. */
    synchronized void show(BatchFigures figures) {
        estimated.clear();
        figures.estimated().forEach((figure, band) -> {
            estimated.add(row(figure, "estimated", band.expected()));
            estimated.add(row(figure + "_low", "estimated", band.low()));
            estimated.add(row(figure + "_high", "estimated", band.high()));
        });
        register();
    }

    private void register() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>(realized);
        rows.addAll(estimated);
        gauges.register(rows, true);
    }

    private static void add(List<MultiGauge.Row<?>> rows, String metric, @Nullable Double figure) {
        if (figure != null) {
            rows.add(row(metric, "realized", figure));
        }
    }

    private static MultiGauge.Row<?> row(String metric, String basis, double figure) {
        return MultiGauge.Row.of(Tags.of("metric", metric, "basis", basis), figure);
    }
}
