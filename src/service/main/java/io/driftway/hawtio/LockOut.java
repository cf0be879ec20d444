package io.driftway.hawtio;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Lets nobody guess the password. After {@value #MOST} wrong ones in a row an address is locked out for five minutes, and after {@value #MOST_IN_ALL} from all
 * addresses together everybody is: then no password is looked at, not even the right one. Each wrong one is a line in the log, and counted.
 */
public final class LockOut {

    static final int MOST = 5;
    static final int MOST_IN_ALL = 50;
    static final Duration TIME = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(LockOut.class);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String EVERYBODY = "everybody";
    /** Beyond that many addresses only the limit for everybody holds. */
    private static final int MOST_ADDRESSES = 1_000;

    private record Wrong(int times, Instant last) {

        boolean isOver(Instant now) {
            return !now.isBefore(last.plus(TIME));
        }
    }

    private final Clock clock;
    private final Consumer<String> refused;
    private final Map<String, Wrong> wrong = new HashMap<>();

    /** @param refused hears of each login that is not let in: {@code wrong}, or {@code locked} */
    public LockOut(Clock clock, Consumer<String> refused) {
        this.clock = clock;
        this.refused = refused;
    }

    /** Before a password is looked at. */
    public void filter(ServletRequest asked, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        if (asked instanceof HttpServletRequest request
                && answer instanceof HttpServletResponse response
                && request.getHeader(HttpHeaders.AUTHORIZATION) != null
                && isLocked(request.getRemoteAddr())) {
            refused.accept("locked");
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(TIME.toSeconds()));
            response.sendError(TOO_MANY_REQUESTS);
        } else {
            chain.doFilter(asked, answer);
        }
    }

    private synchronized boolean isLocked(String address) {
        Instant now = clock.instant();
        wrong.values().removeIf(before -> before.isOver(now));
        return times(address) >= MOST || times(EVERYBODY) >= MOST_IN_ALL;
    }

    private int times(String key) {
        Wrong before = wrong.get(key);
        return before == null ? 0 : before.times();
    }

    @EventListener
    public void failed(AbstractAuthenticationFailureEvent login) {
        String address = address(login.getAuthentication());
        refused.accept("wrong");
        int times = note(address);
        LOG.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("times", times)
                .addKeyValue("locked_out", times >= MOST)
                .log("a wrong name or password for Hawtio");
    }

    private synchronized int note(String address) {
        Instant now = clock.instant();
        wrong.merge(EVERYBODY, new Wrong(1, now), (before, one) -> new Wrong(before.times() + 1, now));
        if (wrong.size() < MOST_ADDRESSES || wrong.containsKey(address)) {
            wrong.merge(address, new Wrong(1, now), (before, one) -> new Wrong(before.times() + 1, now));
        }
        return times(address);
    }

    @EventListener
    public synchronized void succeeded(AuthenticationSuccessEvent login) {
        wrong.remove(address(login.getAuthentication()));
    }

    private static String address(Authentication login) {
        return login.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "unknown";
    }
}
