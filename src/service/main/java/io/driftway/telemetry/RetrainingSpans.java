package io.driftway.telemetry;

import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.retrain.Episode;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records a span for each step of a retraining. The span around them belongs to the trace of the verdict that asked for the retraining. */
public final class RetrainingSpans implements Retraining.Steps {

    private final Spans spans;

    public RetrainingSpans(Spans spans) {
        this.spans = spans;
    }

    @Override
    public <T> T within(String name, @Nullable Object about, Supplier<T> work) {
        Context parent = about instanceof Episode episode ? Spans.trace(episode.traceparent()) : Context.current();
        return spans.within(parent, name, span -> {
            SpanFacts.tell(span, about);
            T result = work.get();
            SpanFacts.tell(span, result);
            return result;
        });
    }
}
