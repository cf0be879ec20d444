package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.support.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteEventsTest {

    private static final Rejection REJECTION = new Rejection(Reason.TOO_LARGE, "a.csv", "", "fault", "remedy");
    private static final BlobVersion JUNK = new BlobVersion("a", "c", "incoming/.hidden", "0x1", 1, Instant.EPOCH);

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Publisher publisher = new Publisher(
            registry,
            new FeatureGauges(registry, 10),
            new ModelInfo(new PrometheusRegistry()),
            new PredictedProbabilities(new PrometheusRegistry()),
            clock);
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Failures failures = new Failures();

    /** The stage, as far as a route sees it. */
    public static final class Failures {

        private boolean broken;

        public Rejection quarantine(Rejection rejection) {
            if (broken) {
                throw new IllegalStateException("the store is away");
            }
            return rejection;
        }

        public Rejection quarantineLabels(Rejection rejection) {
            return rejection;
        }
    }

    @BeforeEach
    void routes() throws Exception {
        camel.getRegistry().bind("failures", failures);
        camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:a-batch").to("bean:failures?method=quarantine(${body})");
                from("direct:a-file-of-labels").to("bean:failures?method=quarantineLabels");
                from("direct:a-poll").to("direct:list");
                from("direct:list")
                        .onException(IllegalArgumentException.class)
                        .handled(true)
                        .end()
                        .process(exchange -> {
                            if (exchange.getMessage().getBody() instanceof RuntimeException failure) {
                                throw failure;
                            }
                        });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void send(String endpoint, Object body) {
        camel.createFluentProducerTemplate().withBody(body).to(endpoint).send();
    }

    private double counted(Meters meter, String tag, String value) {
        return registry.get(meter.meter()).tag(tag, value).counter().count();
    }

    private double gauge(Meters meter) {
        return registry.get(meter.meter()).gauge().value();
    }

    @Test
    void aQuarantinedBatchIsToldHoweverTheRouteWritesTheCall() {
        send("direct:a-batch", REJECTION);

        assertThat(counted(Meters.QUARANTINED, "reason", Reason.TOO_LARGE.code()))
                .isEqualTo(1);
        assertThat(counted(Meters.BATCHES, "result", "quarantined")).isEqualTo(1);
    }

    @Test
    void aQuarantinedFileOfLabelsIsNoBatch() {
        send("direct:a-file-of-labels", REJECTION);

        assertThat(counted(Meters.QUARANTINED, "reason", Reason.TOO_LARGE.code()))
                .isEqualTo(1);
        assertThat(counted(Meters.BATCHES, "result", "quarantined")).isZero();
    }

    @Test
    void aCallThatFailedIsNotTold() {
        failures.broken = true;

        assertThatThrownBy(() -> camel.createProducerTemplate().sendBody("direct:a-batch", REJECTION))
                .isInstanceOf(CamelExecutionException.class);

        assertThat(counted(Meters.BATCHES, "result", "quarantined")).isZero();
    }

    @Test
    void aListingThatFailsLeavesTheStoreUnanswered() {
        send("direct:a-poll", List.of(JUNK));
        send("direct:a-poll", new IllegalStateException("the store is away"));
        clock.advance(Duration.ofHours(1));

        assertThat(gauge(Meters.IGNORED)).isEqualTo(1);
        assertThat(gauge(Meters.STORE_UP)).isZero();
    }

    @Test
    void aListingWhoseFailureItsOwnRouteHandlesIsNoAnswerEither() {
        send("direct:a-poll", new IllegalArgumentException("the store is away"));
        clock.advance(Duration.ofHours(1));

        assertThat(gauge(Meters.STORE_UP)).isZero();
    }

    @Test
    void anAnswerBringsTheStoreBack() {
        send("direct:a-poll", new IllegalStateException("the store is away"));
        clock.advance(Duration.ofHours(1));
        send("direct:a-poll", List.of());

        assertThat(gauge(Meters.STORE_UP)).isEqualTo(1);
    }
}
