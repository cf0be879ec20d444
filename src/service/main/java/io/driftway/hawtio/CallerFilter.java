package io.driftway.hawtio;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may call the console at all, before a password is asked for: an address of the networks that are named, the way the connection came and not
 * as a header says; by a host name that is ours, so that no page elsewhere can be made to resolve to us; and from our own page, if a page calls.
 */
public final class CallerFilter extends OncePerRequestFilter {

    /** What a browser says of a request that a person or a page of ours made. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final List<IpAddressMatcher> callers;
    private final Set<String> hosts;

    /**
     * @param callers networks as {@code 127.0.0.0/8}
     * @param hosts names and addresses, without a port, by which the console may be called
     * @throws IllegalArgumentException if a caller is no network
     */
    public CallerFilter(List<String> callers, List<String> hosts) {
        this.callers = callers.stream().map(IpAddressMatcher::new).toList();
        this.hosts = Set.copyOf(hosts);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (comesFromACaller(request) && callsUsByName(request) && isOfOurPage(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private boolean comesFromACaller(HttpServletRequest request) {
        return callers.stream().anyMatch(network -> network.matches(request.getRemoteAddr()));
    }

    private boolean callsUsByName(HttpServletRequest request) {
        URI called = address(request, request.getHeader("Host"));
        return called != null && hosts.contains(called.getHost().toLowerCase(Locale.ROOT));
    }

    /** A page that sends says its origin; a request that is sent without one is no browser's, and is not taken for ours. */
    private static boolean isOfOurPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return !request.getMethod().equals("POST");
        }
        URI called = address(request, request.getHeader("Host"));
        return called != null && called.toString().equals(origin);
    }

    private static @Nullable URI address(HttpServletRequest request, @Nullable String host) {
        try {
            URI address = URI.create(request.getScheme() + "://" + host);
            return address.getHost() == null
                            || address.getUserInfo() != null
                            || !address.getRawPath().isEmpty()
                    ? null
                    : address;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
