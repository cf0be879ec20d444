package io.driftway.store;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import reactor.core.publisher.Mono;

/**
 * Buffers the whole body of a response before it passes the response on. The time limit of a try then covers the body too, and a body that
 * breaks off is retried. A blob is fetched in ranges of 4 MB, so the buffer holds at most one range.
 */
public final class BufferedResponsePolicy implements HttpPipelinePolicy {

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return next.process().flatMap(answer -> {
            HttpResponse whole = answer.buffer();
            return whole.getBodyAsByteArray().thenReturn(whole);
        });
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }
}
