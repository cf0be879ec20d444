package io.driftway.telemetry;

import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeAttachedEvent;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper.ScopeRestoredEvent;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** Adds the trace and span ids to a log line, but only if the trace was sampled: an id of a trace that was not exported would lead nowhere. */
public final class LoggedTrace extends Slf4JEventListener {

    @Override
    public void onEvent(Object event) {
        switch (event) {
            case ScopeAttachedEvent attached when isNowhere(attached.getSpan()) -> {
                // The line keeps what it has.
            }
            case ScopeRestoredEvent restored when isNowhere(restored.getSpan()) -> {
                // What was entered in between has taken its ids away.
            }
            default -> super.onEvent(event);
        }
    }

    /** A scope may be of no span at all. */
    private static boolean isNowhere(@Nullable Span span) {
        if (span == null) {
            return false;
        }
        SpanContext context = span.getSpanContext();
        return context.isValid() && !context.isSampled();
    }
}
