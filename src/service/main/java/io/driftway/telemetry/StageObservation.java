package io.driftway.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A timer and a span around each step whose id names a stage. The routes decide what is a stage by giving a step one of these ids; the
 * stages themselves know nothing of it.
 */
public final class StageObservation implements InterceptStrategy {

    /** Step id to span name, which is also the {@code stage} label. */
    public static final Map<String, String> STAGES = Map.ofEntries(
            Map.entry("list-blobs", "poll"),
            Map.entry("list-files", "poll"),
            Map.entry("fetch-blob", "fetch"),
            Map.entry("fetch-file", "fetch"),
            Map.entry("decode-batch", "decode"),
            Map.entry("score-batch", "score"),
            Map.entry("compare-batch", "compare"),
            Map.entry("decide-batch", "decide"),
            Map.entry("write-predictions", "write"),
            Map.entry("write-report", "write"),
            Map.entry("commit-batch", "commit"),
            Map.entry("load-champion", "model-load"),
            Map.entry("join-file", "labels"),
            Map.entry("create-job", "retrain"),
            Map.entry("start-trainer", "retrain"));

    private final ObservationRegistry registry;

    public StageObservation(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        String stage = STAGES.get(definition.getId());
        return stage == null ? target : new Observed(stage, target);
    }

    /** The observation lasts until the step is done; it is the present one only as long as this thread works on the step. */
    private final class Observed extends DelegateAsyncProcessor {

        private final String stage;

        private Observed(String stage, Processor target) {
            super(target);
            this.stage = stage;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Observation observation = Observation.createNotStarted(Meters.STAGE_DURATION.meter(), registry)
                    .contextualName(stage)
                    .lowCardinalityKeyValue(Meters.STAGE_DURATION.tags().getFirst(), stage)
                    .start();
            Observation.Scope scope = observation.openScope();
            try {
                return super.process(exchange, doneSync -> {
                    SpanFacts.tell(Span.current(), exchange.getMessage().getBody());
                    if (exchange.getException() != null) {
                        observation.error(exchange.getException());
                    }
                    observation.stop();
                    callback.done(doneSync);
                });
            } finally {
                scope.close();
            }
        }
    }
}
