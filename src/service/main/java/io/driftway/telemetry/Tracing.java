package io.driftway.telemetry;

import io.driftway.core.Causes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Sets up the export of spans from the standard OTEL variables. Without {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} no spans are exported. The protocol is HTTP unless {@code OTEL_EXPORTER_OTLP_PROTOCOL} names another.
 */
public final class Tracing implements AutoCloseable {

    /** How the refusal of a variable begins. */
    public static final String VARIABLES = "the OTEL_ variables";

    private static final int DEFAULT_QUEUE = 2_048;
    private static final long LAST_SPANS_SECONDS = 5;

    private final OpenTelemetrySdk sdk;

    /**
     * Follows the variables. Each start is an instance of its own, unless {@code OTEL_RESOURCE_ATTRIBUTES} names one.
     *
     * @param service the service's name where {@code OTEL_SERVICE_NAME} says none, and its namespace
     * @param version of this program
     */
    public Tracing(String service, String version, SpanAccount account) {
        Attributes identity = Attributes.builder()
                .put("service.namespace", service)
                .put("service.version", version)
                .put("service.instance.id", UUID.randomUUID().toString())
                .build();
        sdk = byVariables(service, Resource.create(identity), account);
    }

    /** @throws IllegalArgumentException if a variable says nothing that can be followed */
    private static OpenTelemetrySdk byVariables(String service, Resource identity, SpanAccount account) {
        try {
            return configured(service, identity, account);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(
                    VARIABLES + " cannot be followed: "
                            + Causes.root(refused).getMessage()
                            + "; an endpoint is a URL such as http://collector:4318",
                    refused);
        }
    }

    private static OpenTelemetrySdk configured(String service, Resource identity, SpanAccount account) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name", service,
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
                .addPropertiesCustomizer(Tracing::nowhereUnlessSaid)
                .addResourceCustomizer((said, config) -> identity.merge(said))
                .addSamplerCustomizer((sampler, config) -> new TickSampler(sampler))
                .addSpanExporterCustomizer((exporter, config) -> account.around(exporter))
                .addSpanProcessorCustomizer((queue, config) ->
                        account.before(queue, config.getInt("otel.bsp.max.queue.size", DEFAULT_QUEUE)))
                .build()
                .getOpenTelemetrySdk();
    }

    private static Map<String, String> nowhereUnlessSaid(ConfigProperties config) {
        boolean said = config.getString("otel.exporter.otlp.endpoint") != null
                || config.getString("otel.exporter.otlp.traces.endpoint") != null
                || config.getString("otel.traces.exporter") != null;
        return said ? Map.of() : Map.of("otel.traces.exporter", "none");
    }

    public OpenTelemetrySdk sdk() {
        return sdk;
    }

    /** Sends what waits. A collector that does not answer is not waited for. */
    @Override
    public void close() {
        sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
    }
}
