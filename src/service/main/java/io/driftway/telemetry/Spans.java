package io.driftway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Records spans around work that no route runs. Log lines inside carry the ids of trace and span. */
public final class Spans {

    /** For those who trace nothing. */
    public static final Spans NONE = new Spans(OpenTelemetry.noop());

    private static final String TRACEPARENT = "traceparent";
    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return List.copyOf(carrier.keySet());
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private final Tracer tracer;

    public Spans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("io.driftway");
    }

    /** The trace that a W3C trace context names, or a new one where it names none. */
    public static Context trace(@Nullable String traceparent) {
        return W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), traceparent == null ? Map.of() : Map.of(TRACEPARENT, traceparent), HEADERS);
    }

    /** Does the work inside a span of the present trace, which the work may add to. What the work throws ends the span with an error. */
    public <T> T within(String name, Function<Span, T> work) {
        return within(Context.current(), name, work);
    }

    /** Does the work inside a span of the given trace. */
    public <T> T within(Context parent, String name, Function<Span, T> work) {
        Span span = tracer.spanBuilder(name).setParent(parent).startSpan();
        try (Scope _ = span.makeCurrent();
                Closing _ = log(span)) {
            return work.apply(span);
        } catch (RuntimeException failure) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            throw failure;
        } finally {
            span.end();
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private static Closing log(Span span) {
        if (!span.getSpanContext().isValid()) {
            return () -> {};
        }
        String traceBefore = MDC.get("traceId");
        String spanBefore = MDC.get("spanId");
        MDC.put("traceId", span.getSpanContext().getTraceId());
        MDC.put("spanId", span.getSpanContext().getSpanId());
        return () -> {
            restore("traceId", traceBefore);
            restore("spanId", spanBefore);
        };
    }

    private static void restore(String key, @Nullable String before) {
        if (before == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, before);
        }
    }
}
