package io.driftway.app;

import io.driftway.telemetry.ClientSpans;
import io.driftway.telemetry.SpanAccount;
import io.driftway.telemetry.Spans;
import io.driftway.telemetry.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the tracing that service and trainer share. Both follow the standard OTEL variables. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    private static final String SERVICE = "driftway";

    @Bean
    SpanAccount spanAccount() {
        return new SpanAccount();
    }

    @Bean
    Tracing openTelemetryByVariables(SpanAccount account) {
        return new Tracing(SERVICE, Version.OF_THIS_PROGRAM, account);
    }

    /** Closed by {@link Tracing}. */
    @Bean(destroyMethod = "")
    OpenTelemetrySdk openTelemetry(Tracing tracing) {
        return tracing.sdk();
    }

    /** Closed by {@link Tracing}. */
    @Bean(destroyMethod = "")
    SdkTracerProvider tracerProvider(Tracing tracing) {
        return tracing.sdk().getSdkTracerProvider();
    }

    @Bean
    ContextPropagators contextPropagators(Tracing tracing) {
        return tracing.sdk().getPropagators();
    }

    @Bean
    ClientSpans clientSpans(OpenTelemetry openTelemetry) {
        return new ClientSpans(openTelemetry);
    }

    @Bean
    Spans spans(OpenTelemetry openTelemetry) {
        return new Spans(openTelemetry);
    }
}
