package io.driftway.telemetry;

import io.driftway.core.ledger.Champion;
import io.driftway.core.retrain.Episode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Starts traces. A tick starts none. Each batch and each file of labels that a tick finds starts one, with its listing as the first span. A Job,
 * and the promotion that follows from it, continue the trace of the batch that asked for them. A route starts a trace by giving a step an id
 * of {@link StepId}.
 */
public final class TraceRoots implements InterceptStrategy {

    /** Where Camel's tracer keeps the span that it takes for the parent of the next. */
    private static final String CAMELS_SPAN = "tracing.activeSpan";

    private static final String POLL = "poll";
    private static final String TRACE = "trace";

    private final Tracer tracer;
    private final Clock clock;
    private final LongFunction<@Nullable String> traceOfPromotion;

    /** @param traceOfPromotion the trace context of the retraining behind the promotion of this sequence, if one was */
    public TraceRoots(OpenTelemetry openTelemetry, Clock clock, LongFunction<@Nullable String> traceOfPromotion) {
        this.tracer = openTelemetry.getTracer("io.driftway");
        this.clock = clock;
        this.traceOfPromotion = traceOfPromotion;
    }

    private record Poll(Instant from, Instant to) {}

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return switch (StepId.of(definition.getId())) {
            case LIST_BLOBS, LIST_FILES, LIST_WHOLE_INBOX, FIND_BLOBS, LIST_LABEL_BLOBS, LIST_LABEL_FILES ->
                new Polling(target);
            case BEGIN_BATCH -> new Root("batch", target);
            case BEGIN_LABELS -> new Root("labels", target);
            case BEGIN_LAUNCH -> new Root("episode", target);
            case LOAD_CHAMPION -> new Swapping(target);
            case null, default -> new Inside(target);
        };
    }

    /** A step of a trace. Camel may run it when the step that began the trace has long returned, so each step enters it anew. */
    private static final class Inside extends DelegateAsyncProcessor {

        private Inside(Processor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Context trace = exchange.getProperty(TRACE, Context.class);
            if (trace == null) {
                return super.process(exchange, callback);
            }
            try (Scope _ = trace.makeCurrent()) {
                return super.process(exchange, callback);
            }
        }
    }

    /** Notes when a listing was made, for the traces of what it found. */
    private final class Polling extends DelegateAsyncProcessor {

        private Polling(Processor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Instant from = clock.instant();
            return super.process(exchange, doneSync -> {
                exchange.setProperty(POLL, new Poll(from, clock.instant()));
                callback.done(doneSync);
            });
        }
    }

    private final class Root extends DelegateAsyncProcessor {

        private final String name;

        private Root(String name, Processor target) {
            super(target);
            this.name = name;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Object camels = exchange.removeProperty(CAMELS_SPAN);
            Span span = begin(exchange);
            return super.process(exchange, doneSync -> {
                SpanFacts.tell(span, exchange.getMessage().getBody());
                if (exchange.getException() != null) {
                    span.setStatus(
                            StatusCode.ERROR, exchange.getException().getClass().getSimpleName());
                }
                span.end();
                exchange.removeProperty(TRACE);
                exchange.setProperty(CAMELS_SPAN, camels);
                callback.done(doneSync);
            });
        }

        private Span begin(Exchange exchange) {
            Object body = exchange.getMessage().getBody();
            Context parent = body instanceof Episode episode ? Spans.trace(episode.traceparent()) : Context.root();
            Poll poll = exchange.getProperty(POLL, Poll.class);
            var builder = tracer.spanBuilder(name).setParent(parent);
            if (poll != null) {
                builder.setStartTimestamp(poll.from());
            }
            Span span = builder.startSpan();
            SpanFacts.tell(span, body);
            Context own = parent.with(span);
            if (poll != null) {
                tracer.spanBuilder(POLL)
                        .setParent(own)
                        .setStartTimestamp(poll.from())
                        .startSpan()
                        .end(poll.to());
            }
            Map<String, Object> headers = new HashMap<>();
            W3CTraceContextPropagator.getInstance().inject(own, headers, (carrier, key, value) -> {
                if (carrier != null) {
                    carrier.put(key, value);
                }
            });
            exchange.getMessage().getHeaders().putAll(headers);
            exchange.setProperty(TRACE, own);
            return span;
        }
    }

    /** Whether a tick loads a champion is known only after it; then the span is made, as long as the loading was. */
    private final class Swapping extends DelegateAsyncProcessor {

        private Swapping(Processor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Instant from = clock.instant();
            return super.process(exchange, doneSync -> {
                if (exchange.getMessage().getBody() instanceof Champion champion) {
                    tracer.spanBuilder("model-load")
                            .setParent(Spans.trace(traceOfPromotion.apply(champion.sequence())))
                            .setStartTimestamp(from)
                            .startSpan()
                            .setAttribute(
                                    SpanAttribute.MODEL.text(), champion.model().id())
                            .setAttribute(SpanAttribute.SEQUENCE.count(), champion.sequence())
                            .end();
                }
                callback.done(doneSync);
            });
        }
    }
}
