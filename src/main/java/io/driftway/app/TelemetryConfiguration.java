package io.driftway.app;

import io.driftway.core.labels.LabelJoin;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.Meters;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.StageObservation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics and traces. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    TraceContext traceContext(Tracer tracer) {
        return new TraceContext(tracer);
    }

    /** What a stage is at just now is in the traces; as a histogram it would be most of the exposition. */
    @Bean
    MeterFilter noActiveStages() {
        return MeterFilter.denyNameStartsWith(Meters.STAGE_DURATION.meter() + ".active");
    }

    @Bean("publish")
    Publisher publisher(
            MeterRegistry registry,
            PrometheusMeterRegistry prometheus,
            VerdictLog verdicts,
            LabelPerformance performance,
            Clock clock) {
        Publisher publisher = new Publisher(
                registry, new FeatureGauges(registry), new ModelInfo(prometheus.getPrometheusRegistry()), clock);
        verdicts.refresh();
        verdicts.newestFirst().stream().findFirst().ifPresent(publisher::restore);
        performance.ofChampion().ifPresent(publisher::restore);
        return publisher;
    }

    @Bean
    LabelPerformance labelPerformance(Champions champions, ModelRegistry registry, LabelJoin labels) {
        return new LabelPerformance(champions, registry, labels);
    }

    /** A span for each route, and inside it one for each stage. */
    @Bean
    CamelContextConfiguration tracing(ObservationRegistry observations) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getCamelContextExtension().addInterceptStrategy(new StageObservation(observations));
                new OpenTelemetryTracer().init(camel);
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing is left to do once the routes run.
            }
        };
    }
}
