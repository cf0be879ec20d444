package io.driftway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.net.URI;
import java.util.Set;

/**
 * Records client spans around the HTTP calls that leave the process, with the attributes of OpenTelemetry's semantic conventions. The peer's
 * name makes the peer a node of the service graph. A call gets a span only if the caller is in a trace, so a poll that finds nothing has no
 * spans.
 */
public final class ClientSpans {

    static final AttributeKey<String> PEER = AttributeKey.stringKey("peer.service");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final int FIRST_ERROR = 400;
    /** Not there, there already, changed by another: answers that the callers ask for and act on. */
    private static final Set<Integer> EXPECTED = Set.of(404, 409, 412);

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Tracer tracer;

    public ClientSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("io.driftway");
    }

    /**
     * Begins the span of a call, as a child of the present one. The query of the address is left out, because it may hold a signature.
     *
     * @param peer what the service graph calls the other side
     * @return a span that records nothing, where the present thread is in no trace that is sampled
     */
    Span begin(String peer, String method, URI address) {
        if (!Span.current().getSpanContext().isSampled()) {
            return Span.getInvalid();
        }
        return tracer.spanBuilder(method)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(PEER, peer)
                .setAttribute(METHOD, method)
                .setAttribute(ADDRESS, address.getHost())
                .setAttribute(PORT, (long) port(address))
                .setAttribute(URL, address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath())
                .startSpan();
    }

    private static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : "https".equals(address.getScheme()) ? HTTPS : HTTP;
    }

    /** Ends the span of a call that was answered. */
    static void answered(Span span, int status) {
        span.setAttribute(STATUS, (long) status);
        if (status >= FIRST_ERROR && !EXPECTED.contains(status)) {
            span.setAttribute(ERROR, Integer.toString(status)).setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** Ends the span of a call that was not. */
    static void failed(Span span, Throwable failure) {
        span.setAttribute(ERROR, failure.getClass().getName()).setStatus(StatusCode.ERROR);
        span.end();
    }
}
