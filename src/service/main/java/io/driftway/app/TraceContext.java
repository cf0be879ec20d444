package io.driftway.app;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/** Gives the trace of the current thread as a W3C trace context. */
final class TraceContext {

    private final Tracer tracer;

    TraceContext(Tracer tracer) {
        this.tracer = tracer;
    }

    @Nullable
    String current() {
        Span span = tracer.currentSpan();
        if (span == null || span.isNoop()) {
            return null;
        }
        String sampled = Boolean.FALSE.equals(span.context().sampled()) ? "00" : "01";
        return "00-" + span.context().traceId() + "-" + span.context().spanId() + "-" + sampled;
    }
}
