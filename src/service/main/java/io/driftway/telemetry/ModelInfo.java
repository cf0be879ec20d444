package io.driftway.telemetry;

import io.driftway.core.ledger.Champion;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** Exports the model in service as labels. Prometheus reserves the suffix {@code _info} for such a metric. Micrometer has no meter for it. */
public final class ModelInfo {

    private final Info info;

    public ModelInfo(PrometheusRegistry registry) {
        List<String> tags = Meters.MODEL_INFO.tags();
        info = Info.builder()
                .name(Meters.MODEL_INFO.exported())
                .help(Meters.MODEL_INFO.description())
                .labelNames(tags.toArray(String[]::new))
                .register(registry);
    }

    void show(Champion champion) {
        info.setLabelValues(
                champion.model().id(), champion.baseline().referenceSha256(), Long.toString(champion.sequence()));
    }
}
