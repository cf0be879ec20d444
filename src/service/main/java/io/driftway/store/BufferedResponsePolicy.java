package io.driftway.store;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import reactor.core.publisher.Mono;

/**
 * Takes an answer whole before it counts as one, so that the time limit of a try holds for its body too, and a body that breaks off is asked
 * for again. A blob is fetched in ranges of 4 MB: no more than one of them is held.
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
