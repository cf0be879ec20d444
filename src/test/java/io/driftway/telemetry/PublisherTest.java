package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Publisher publisher =
            new Publisher(registry, new FeatureGauges(registry, 10), new ModelInfo(new PrometheusRegistry()), clock);

    private double storeUp() {
        return registry.get(Meters.STORE_UP.meter()).gauge().value();
    }

    @Test
    void aStoreIsUpThatAnswersWithinAMinute() {
        publisher.asked();
        clock.advance(Duration.ofSeconds(59));
        assertThat(storeUp()).isEqualTo(1);
        publisher.listed(List.of());
        clock.advance(Duration.ofHours(1));
        assertThat(storeUp()).isEqualTo(1);
    }

    @Test
    void aStoreIsDownThatAnswersNothingForAMinuteHoweverOftenItIsAsked() {
        for (int tick = 0; tick < 6; tick++) {
            publisher.asked();
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(storeUp()).isZero();

        publisher.asked();
        publisher.listed(List.of());
        assertThat(storeUp()).isEqualTo(1);
    }
}
