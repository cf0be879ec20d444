package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.support.TraceReceiver;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard variables, as the system properties that stand for them. */
class TracingTest {

    private static void set(String name, String value) {
        System.setProperty(name, value);
    }

    @AfterEach
    void forget() {
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("otel."))
                .forEach(System::clearProperty);
    }

    private static void trace(String name) {
        try (Tracing tracing = new Tracing("driftway", "1.2.3", new SpanAccount())) {
            new Spans(tracing.sdk()).within(name, span -> span);
        }
    }

    @Test
    void spansGoWhereTheEndpointSaysUnderTheServicesName() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            set("otel.exporter.otlp.endpoint", collector.endpoint().replace("/v1/traces", ""));
            trace("batch");

            assertThat(collector.spans()).singleElement().satisfies(span -> {
                assertThat(span.name()).isEqualTo("batch");
                assertThat(span.service()).isEqualTo("driftway");
            });
        }
    }

    @Test
    void eachStartIsAnInstanceOfItsOwnOfAVersion() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            set("otel.exporter.otlp.traces.endpoint", collector.endpoint());
            trace("one");
            trace("two");

            assertThat(collector.spans()).hasSize(2).allSatisfy(span -> assertThat(span.resource())
                    .containsEntry("service.version", "1.2.3")
                    .containsEntry("service.namespace", "driftway"));
            assertThat(collector.spans())
                    .extracting(span -> span.resource().get("service.instance.id"))
                    .doesNotContainNull()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whatTheVariableSaysOfTheResourceGoesFirst() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            set("otel.exporter.otlp.traces.endpoint", collector.endpoint());
            set("otel.resource.attributes", "service.instance.id=driftway.pod.monitor,k8s.pod.name=pod");
            trace("batch");

            assertThat(collector.spans()).singleElement().satisfies(span -> assertThat(span.resource())
                    .containsEntry("service.instance.id", "driftway.pod.monitor")
                    .containsEntry("k8s.pod.name", "pod")
                    .containsEntry("service.version", "1.2.3"));
        }
    }

    @Test
    void theStandardSamplerAndNameAreFollowed() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            set("otel.exporter.otlp.traces.endpoint", collector.endpoint());
            set("otel.service.name", "another");
            trace("batch");
            set("otel.traces.sampler", "always_off");
            trace("batch");

            assertThat(collector.spans())
                    .extracting(TraceReceiver.Received::service)
                    .containsExactly("another");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "otel.traces.sampler, nonsense, nonsense",
        "otel.exporter.otlp.endpoint, alloy:4318, http://collector:4318",
        "otel.exporter.otlp.protocol, pigeon, pigeon"
    })
    void aVariableThatCannotBeFollowedIsOneLine(String name, String value, String said) {
        set("otel.exporter.otlp.endpoint", "http://127.0.0.1:1");
        set(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tracing("driftway", "1.2.3", new SpanAccount()))
                .withMessageStartingWith(Tracing.VARIABLES)
                .withMessageContaining(said)
                .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(1));
    }
}
