package io.driftway.telemetry;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import reactor.core.publisher.Mono;

/** Records one client span around each call to Azure Blob Storage, including its retries. */
public final class StoreCalls implements HttpPipelinePolicy {

    private static final String PEER = "azure-blob-storage";

    private final ClientSpans spans;

    public StoreCalls(ClientSpans spans) {
        this.spans = spans;
    }

    /** Before the tries, and so on the thread that makes the call. */
    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_CALL;
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        Span span = spans.begin(
                PEER,
                context.getHttpRequest().getHttpMethod().name(),
                URI.create(context.getHttpRequest().getUrl().toString()));
        if (!span.isRecording()) {
            return next.process();
        }
        return next.process()
                .doOnSuccess(answer -> ClientSpans.answered(span, answer.getStatusCode()))
                .doOnError(failure -> ClientSpans.failed(span, failure))
                .doOnCancel(span::end);
    }
}
