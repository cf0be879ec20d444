package io.driftway.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Drops the spans of ticks: most ticks find nothing, and the work that a tick finds has its own trace. For all other spans it asks the given
 * sampler.
 */
public final class TickSampler implements Sampler {

    private static final String TICK = "quartz";

    private final Sampler others;

    public TickSampler(Sampler others) {
        this.others = others;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        boolean root = !Span.fromContext(parent).getSpanContext().isValid();
        return root && name.equals(TICK)
                ? SamplingResult.drop()
                : others.shouldSample(parent, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "TickSampler{" + others.getDescription() + "}";
    }
}
