package io.driftway.store;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gives the time of the store, so that replicas with different clocks agree on the age and order of records. It is the time of this machine,
 * corrected by the least difference that the store's answers prove. Differences up to {@link #SMALL} are not corrected.
 */
public final class StoreClock extends Clock implements HttpPipelinePolicy {

    private static final Duration SMALL = Duration.ofSeconds(5);
    /** The store tells whole seconds. */
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    private final Clock here;
    private volatile Duration ahead;

    /** @param here this machine's time */
    public StoreClock(Clock here) {
        this(here, Duration.ZERO);
    }

    private StoreClock(Clock here, Duration ahead) {
        this.here = here;
        this.ahead = ahead;
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        Instant asked = here.instant();
        return next.process().doOnNext(answer -> told(answer.getHeaderValue(HttpHeaderName.DATE), asked));
    }

    /** Close to the wire, so that what is timed is the answer and not its body. */
    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }

    void told(@Nullable String date, Instant asked) {
        if (date == null) {
            return;
        }
        try {
            Instant told = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            Duration least = Duration.between(here.instant(), told);
            Duration most = Duration.between(asked, told.plus(ROUNDED));
            ahead = least.compareTo(SMALL) > 0 ? least : most.compareTo(SMALL.negated()) < 0 ? most : Duration.ZERO;
        } catch (DateTimeException unreadable) {
            // Somebody in between who does not keep the time: the next answer will.
        }
    }

    /** How much later it is at the store than here, as of its last answer; negative when it is earlier, zero when the difference is small. */
    public Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return here.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return here.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new StoreClock(here.withZone(zone), ahead);
    }
}
