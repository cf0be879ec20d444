package io.driftway.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Records a timer and a span around each step whose {@linkplain StepId#stage id names a stage}. A route makes a step observed by giving it such
 * an id. The stages know nothing of it.
 */
public final class StageObservation implements InterceptStrategy {

    private final ObservationRegistry registry;

    public StageObservation(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        String stage = StepId.stage(definition.getId());
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
