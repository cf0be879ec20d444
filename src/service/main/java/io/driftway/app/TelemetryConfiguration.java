package io.driftway.app;

import io.driftway.core.labels.LabelJoin;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.core.lifecycle.LabelPerformance;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.retrain.Episode;
import io.driftway.format.FlowFiles;
import io.driftway.stage.RetrainStage;
import io.driftway.store.StoreClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.LoggedTrace;
import io.driftway.telemetry.Meters;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.driftway.telemetry.SeriesBudget;
import io.driftway.telemetry.StageObservation;
import io.driftway.telemetry.TraceRoots;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires metrics and traces. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    /** Steps inside the process, where a stage has a span of its own; and calls that have a client span of ours, with the attributes that others know. */
    private static final String NOT_SPANS = "bean:.*,direct:.*,log:.*,azure-storage-blob:.*,kubernetes-job:.*";

    @Bean
    TraceContext traceContext(Tracer tracer) {
        return new TraceContext(tracer);
    }

    /** What a stage is at just now is in the traces; as a histogram it would be most of the exposition. */
    @Bean
    MeterFilter noActiveStages() {
        return MeterFilter.denyNameStartsWith(Meters.STAGE_DURATION.meter() + ".active");
    }

    @Bean
    Slf4JEventListener loggedTrace() {
        return new LoggedTrace();
    }

    /** Before any meter is made. */
    @Bean
    MeterRegistryCustomizer<PrometheusMeterRegistry> seriesBudget(LimitProperties limits) {
        return registry -> SeriesBudget.hold(registry, limits.series());
    }

    @Bean
    MeterBinder clockSkew(StoreClock clock) {
        return registry -> Meters.CLOCK_SKEW.gauge(registry, () -> clock.ahead().toMillis() / 1000.0);
    }

    @Bean
    MeterBinder falseAlarmBudget(DecisionProperties decision) {
        return registry -> {
            if (decision.byEvidence()) {
                Meters.BUDGET.gauge(registry, decision::requestsPerYear);
            }
        };
    }

    @Bean
    MeterBinder heldRetraining(RetrainStage retrain) {
        return registry -> EpisodeChoice.REASONS.forEach(reason -> Meters.RETRAIN_HELD.gauge(
                registry,
                () -> retrain.held()
                                .filter(held -> held.reason().equals(reason))
                                .isPresent()
                        ? 1
                        : 0,
                reason));
    }

    /** Observations make timers without a description. */
    @Bean
    MeterFilter describedStages() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(Meters.STAGE_DURATION.meter())
                        ? new Meter.Id(
                                id.getName(),
                                Tags.of(id.getTagsAsIterable()),
                                id.getBaseUnit(),
                                Meters.STAGE_DURATION.description(),
                                id.getType())
                        : id;
            }
        };
    }

    @Bean
    Publisher publisher(
            MeterRegistry registry,
            PrometheusMeterRegistry prometheus,
            LimitProperties limits,
            Ledger ledger,
            Clock clock) {
        Publisher publisher = new Publisher(
                registry,
                new FeatureGauges(registry, limits.features()),
                new ModelInfo(prometheus.getPrometheusRegistry()),
                new PredictedProbabilities(prometheus.getPrometheusRegistry()),
                clock);
        publisher.endings(ledger::knownToHaveEnded);
        return publisher;
    }

    @Bean("newest")
    NewestVerdict newestVerdict(VerdictLog verdicts, ObjectStore store, Publisher publisher) {
        return new NewestVerdict(verdicts, store, new FlowFiles(), publisher);
    }

    @Bean
    TraceRoots traceRoots(OpenTelemetry openTelemetry, Champions champions, Episodes episodes, Clock clock) {
        return new TraceRoots(openTelemetry, clock, sequence -> champions.history().entries().stream()
                .filter(promotion -> promotion.sequence() == sequence)
                .findFirst()
                .flatMap(promotion -> Optional.ofNullable(promotion.episode()))
                .flatMap(episodes::find)
                .map(Episode::traceparent)
                .orElse(null));
    }

    @Bean
    LabelPerformance labelPerformance(Champions champions, ModelRegistry registry, LabelJoin labels) {
        return new LabelPerformance(champions, registry, labels);
    }

    /** Publishes what the routes have done. The trace of a batch has a span for each stage and for each call that leaves the process. */
    @Bean
    CamelContextConfiguration routeTelemetry(ObservationRegistry observations, TraceRoots roots, Publisher publisher) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
                camel.getCamelContextExtension().addInterceptStrategy(new StageObservation(observations));
                camel.getCamelContextExtension().addInterceptStrategy(roots);
                OpenTelemetryTracer tracer = new OpenTelemetryTracer();
                tracer.setExcludePatterns(NOT_SPANS);
                tracer.init(camel);
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing is left to do once the routes run.
            }
        };
    }
}
