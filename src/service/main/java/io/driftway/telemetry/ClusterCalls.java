package io.driftway.telemetry;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.opentelemetry.api.trace.Span;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records a client span around the first try of each call to the Kubernetes API. Retries run on a thread of the client without a trace, so they
 * have no span.
 */
public final class ClusterCalls implements Interceptor {

    /** The name by which a client's builder knows it. */
    public static final String NAME = "driftway-spans";

    private static final String PEER = "kubernetes";
    private static final String HEADER = "traceparent";
    /** The client does not tell of each call that fails: what is still open then is ended, and not kept. */
    private static final int MOST_UNANSWERED = 16;

    private final ClientSpans spans;
    private final Map<UUID, Span> calls = new ConcurrentHashMap<>();

    public ClusterCalls(ClientSpans spans) {
        this.spans = spans;
    }

    /** Hands the trace on by the standard header, by which the answer's request is known again: the client builds a new request, of another id. */
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        Span span = spans.begin(PEER, request.method(), request.uri());
        if (span.isRecording()) {
            if (calls.size() >= MOST_UNANSWERED) {
                calls.values().forEach(Span::end);
                calls.clear();
            }
            builder.setHeader(HEADER, traceparent(span));
            Optional.ofNullable(calls.put(request.id(), span)).ifPresent(Span::end);
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        String traceparent = request.header(HEADER);
        calls.values().removeIf(span -> {
            boolean answered = traceparent(span).equals(traceparent);
            if (answered) {
                ClientSpans.answered(span, response.code());
            }
            return answered;
        });
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        Optional.ofNullable(calls.remove(request.id())).ifPresent(span -> ClientSpans.failed(span, failure));
    }

    private static String traceparent(Span span) {
        return "00-" + span.getSpanContext().getTraceId() + "-"
                + span.getSpanContext().getSpanId() + "-01";
    }
}
