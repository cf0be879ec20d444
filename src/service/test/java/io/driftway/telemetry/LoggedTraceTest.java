package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeAttachedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeClosedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeRestoredEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LoggedTraceTest {

    private static final String TRACE = "0af7651916cd43dd" + "8448eb211c80319c";

    private final LoggedTrace log = new LoggedTrace();

    private static Context trace(TraceFlags flags) {
        return Context.root()
                .with(Span.wrap(SpanContext.create(TRACE, "b7ad6b7169203331", flags, TraceState.getDefault())));
    }

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void aLineOfASampledTraceHasItsId() {
        log.onEvent(new ScopeAttachedEvent(trace(TraceFlags.getSampled())));

        assertThat(MDC.get("traceId")).isEqualTo(TRACE);
    }

    @Test
    void aLineOfATickHasNone() {
        log.onEvent(new ScopeAttachedEvent(trace(TraceFlags.getDefault())));

        assertThat(MDC.get("traceId")).isNull();
    }

    @Test
    void aScopeOfNoSpanIsNoTrouble() {
        log.onEvent(new ScopeAttachedEvent(Context.root()));

        assertThat(MDC.get("traceId")).isNull();
    }

    @Test
    void afterABatchTheLinesOfItsTickHaveNoneAgain() {
        log.onEvent(new ScopeAttachedEvent(trace(TraceFlags.getDefault())));
        log.onEvent(new ScopeAttachedEvent(trace(TraceFlags.getSampled())));
        log.onEvent(new ScopeClosedEvent());
        log.onEvent(new ScopeRestoredEvent(trace(TraceFlags.getDefault())));

        assertThat(MDC.get("traceId")).isNull();
    }
}
