package io.driftway.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Queues ended spans for the exporter and counts the result. When the queue is full, or the collector does not accept the spans, they are
 * dropped and counted, with no other effect. Drops inside the SDK's queue cannot be counted from outside, so this class never offers the queue
 * more than it holds.
 */
public final class SpanAccount implements MeterBinder {

    private final LongAdder exported = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void bindTo(MeterRegistry registry) {
        bind(registry, "exported", exported);
        bind(registry, "dropped", dropped);
    }

    private static void bind(MeterRegistry registry, String result, LongAdder spans) {
        FunctionCounter.builder(Meters.SPANS.meter(), spans, LongAdder::doubleValue)
                .description(Meters.SPANS.description())
                .tag(Meters.SPANS.tags().getFirst(), result)
                .register(registry);
    }

    /** @param most spans that the queue behind the processor holds */
    public SpanProcessor before(SpanProcessor queue, int most) {
        return new Admission(queue, most);
    }

    public SpanExporter around(SpanExporter exporter) {
        return new Counted(exporter);
    }

    private final class Admission implements SpanProcessor {

        private final SpanProcessor queue;
        private final int most;

        private Admission(SpanProcessor queue, int most) {
            this.queue = queue;
            this.most = most;
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            queue.onStart(parent, span);
        }

        @Override
        public boolean isStartRequired() {
            return queue.isStartRequired();
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (!span.getSpanContext().isSampled()) {
                return;
            }
            if (waiting.incrementAndGet() > most) {
                waiting.decrementAndGet();
                dropped.increment();
            } else {
                queue.onEnd(span);
            }
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode shutdown() {
            return queue.shutdown();
        }

        @Override
        public CompletableResultCode forceFlush() {
            return queue.forceFlush();
        }
    }

    private final class Counted implements SpanExporter {

        private final SpanExporter exporter;

        private Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int size = spans.size();
            waiting.addAndGet(-size);
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> (result.isSuccess() ? exported : dropped).add(size));
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
