package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.sun.net.httpserver.HttpServer;
import io.driftway.support.Program;
import io.driftway.support.TraceReceiver;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real clients against a server that answers with the status that the path says. */
class ClientSpansTest {

    private HttpServer server;
    private String address;
    private TraceReceiver collector;
    private Tracing tracing;
    private HttpPipeline store;
    private KubernetesClient cluster;

    @BeforeEach
    void aServerAndItsClients() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            exchange.sendResponseHeaders(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), -1);
            exchange.close();
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
        collector = new TraceReceiver();
        System.setProperty("otel.exporter.otlp.traces.endpoint", collector.endpoint());
        tracing = new Tracing("driftway", "1.2.3", new SpanAccount());
        ClientSpans spans = new ClientSpans(tracing.sdk());
        store = new HttpPipelineBuilder().policies(new StoreCalls(spans)).build();
        cluster = cluster(address, spans);
    }

    private static KubernetesClient cluster(String address, ClientSpans spans) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(address)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor(ClusterCalls.NAME, new ClusterCalls(spans)))
                .build();
    }

    @AfterEach
    void stop() {
        System.clearProperty("otel.exporter.otlp.traces.endpoint");
        tracing.close();
        cluster.close();
        collector.close();
        server.stop(0);
    }

    private void askStore(String url) {
        store.send(new HttpRequest(HttpMethod.GET, url)).block();
    }

    /** The spans of kind client that come of this, in a trace, and that they are children of its root. */
    private List<TraceReceiver.Received> calls(Runnable work) {
        new Spans(tracing.sdk()).within("batch", span -> {
            work.run();
            return span;
        });
        tracing.close();
        String root = collector.spans().stream()
                .filter(span -> span.name().equals("batch"))
                .findFirst()
                .orElseThrow()
                .spanId();
        return collector.spans().stream()
                .filter(span -> span.kind() == SpanKind.SPAN_KIND_CLIENT
                        && span.parentSpanId().equals(root))
                .toList();
    }

    @Test
    void aCallOfTheStoreHasTheAttributesOfTheConventionsAndNoSignature() {
        assertThat(calls(() -> askStore(address + "/container/incoming/200?sig=secret")))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.name()).isEqualTo("GET");
                    assertThat(call.failed()).isFalse();
                    assertThat(call.attributes())
                            .isEqualTo(Map.of(
                                    "peer.service", "azure-blob-storage",
                                    "http.request.method", "GET",
                                    "http.response.status_code", "200",
                                    "server.address", "127.0.0.1",
                                    "server.port",
                                            Integer.toString(server.getAddress().getPort()),
                                    "url.full", address + "/container/incoming/200"));
                });
    }

    /** A lost race is how the ledger works. */
    @Test
    void aConditionThatDoesNotHoldIsNoErrorAndARefusalIsOne() {
        List<TraceReceiver.Received> calls = calls(() -> {
            askStore(address + "/409");
            askStore(address + "/412");
            askStore(address + "/404");
            askStore(address + "/403");
            askStore(address + "/503");
        });

        assertThat(calls).extracting(TraceReceiver.Received::failed).containsExactly(false, false, false, true, true);
        assertThat(calls.get(3).attributes()).containsEntry("error.type", "403");
    }

    @Test
    void aCallThatIsNotAnsweredSaysWhy() throws IOException {
        String nobody = "http://127.0.0.1:" + Program.freePort();
        List<TraceReceiver.Received> calls = calls(() -> catchThrowable(() -> askStore(nobody + "/200")));

        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.failed()).isTrue();
            assertThat(call.attributes()).containsKey("error.type").doesNotContainKey("http.response.status_code");
        });
    }

    @Test
    void aCallOfTheClusterIsOneToo() {
        List<TraceReceiver.Received> calls = calls(() -> {
            cluster.raw("/apis/200");
            catchThrowable(() -> cluster.raw("/apis/403"));
        });

        assertThat(calls).hasSize(2).allSatisfy(call -> assertThat(call.attributes())
                .containsEntry("peer.service", "kubernetes")
                .containsEntry("http.request.method", "GET"));
        assertThat(calls).extracting(TraceReceiver.Received::failed).containsExactly(false, true);
    }

    @Test
    void whereThereIsNoTraceThereIsNoSpan() {
        askStore(address + "/200");
        cluster.raw("/apis/200");
        tracing.close();

        assertThat(collector.spans()).isEmpty();
    }
}
