package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeriesBudgetTest {

    private static final int MOST = 100;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void hold() {
        SeriesBudget.hold(registry, MOST);
    }

    private List<String> series() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }

    private void gauges(int from, int to) {
        for (int i = from; i < to; i++) {
            Gauge.builder("gauge", () -> 1).tag("number", "n" + i).register(registry);
        }
    }

    @Test
    void theLastSeriesWithinTheBudgetIsExportedAndTheNextIsRefusedAndCounted() {
        gauges(0, MOST);
        assertThat(series()).hasSize(MOST).noneMatch(line -> line.startsWith("driftway_warnings"));

        gauges(MOST, MOST + 3);

        assertThat(series()).hasSize(MOST + 1).contains("driftway_warnings_total{code=\"series_limit\"} 3.0");
    }

    @Test
    void aHistogramIsAsManySeriesAsItHasBuckets() {
        Timer.builder("timer").publishPercentileHistogram().register(registry);
        int buckets = series().size();
        assertThat(buckets).isGreaterThan(50);

        gauges(0, MOST);

        assertThat(series())
                .hasSize(MOST + 1)
                .contains("driftway_warnings_total{code=\"series_limit\"} " + (double) buckets);
    }

    /** New rows come before the old ones go. */
    @Test
    void whatIsRemovedMakesRoom() {
        MultiGauge gauge = MultiGauge.builder("multi").register(registry);
        for (int round = 0; round < 5; round++) {
            List<Row<?>> rows = new ArrayList<>();
            for (int i = 0; i < MOST / 2; i++) {
                rows.add(Row.of(Tags.of("number", round + "-" + i), 1));
            }
            gauge.register(rows, true);
        }

        assertThat(series()).hasSize(MOST / 2).allMatch(line -> line.startsWith("multi{number=\"4-"));
    }

    @Test
    void aCounterThatWasThereGoesOnCounting() {
        Counter counter = Counter.builder("counter").register(registry);
        gauges(0, MOST);

        counter.increment();
        Counter.builder("counter").register(registry).increment();

        assertThat(series()).contains("counter_total 2.0");
    }
}
