package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SpanAccountTest {

    private static final int QUEUE = 16;

    private final SpanAccount account = new SpanAccount();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private SdkTracerProvider provider(Supplier<CompletableResultCode> collector) {
        account.bindTo(registry);
        SpanExporter exporter = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                return collector.get();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        BatchSpanProcessor queue = BatchSpanProcessor.builder(account.around(exporter))
                .setMaxQueueSize(QUEUE)
                .setMaxExportBatchSize(QUEUE)
                .setScheduleDelay(Duration.ofHours(1))
                .build();
        return SdkTracerProvider.builder()
                .setSampler(new TickSampler(Sampler.parentBased(Sampler.alwaysOn())))
                .addSpanProcessor(account.before(queue, QUEUE))
                .build();
    }

    private static void spans(SdkTracerProvider provider, String name, int number) {
        Tracer tracer = provider.get("test");
        for (int i = 0; i < number; i++) {
            tracer.spanBuilder(name).setNoParent().startSpan().end();
        }
    }

    private double counted(String result) {
        return registry.get("driftway.spans")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    @Test
    void whatTheCollectorTakesIsExported() {
        try (SdkTracerProvider provider = provider(CompletableResultCode::ofSuccess)) {
            spans(provider, "batch", 10);
        }

        assertThat(counted("exported")).isEqualTo(10);
        assertThat(counted("dropped")).isZero();
    }

    @Test
    void whatTheCollectorDoesNotTakeIsDropped() {
        try (SdkTracerProvider provider = provider(CompletableResultCode::ofFailure)) {
            spans(provider, "batch", 10);
        }

        assertThat(counted("exported")).isZero();
        assertThat(counted("dropped")).isEqualTo(10);
    }

    @Test
    void everySpanThatEndsIsCountedOnceThoughTheCollectorHangs() {
        CompletableResultCode hanging = new CompletableResultCode();
        try (SdkTracerProvider provider = provider(() -> hanging)) {
            spans(provider, "batch", 1_000);
            assertThat(counted("dropped")).isGreaterThan(900);
            hanging.fail();
        }

        assertThat(counted("exported") + counted("dropped")).isEqualTo(1_000);
    }

    @Test
    void aTickIsNoTrace() {
        try (SdkTracerProvider provider = provider(CompletableResultCode::ofSuccess)) {
            spans(provider, "quartz", 10);
        }

        assertThat(counted("exported") + counted("dropped")).isZero();
    }
}
