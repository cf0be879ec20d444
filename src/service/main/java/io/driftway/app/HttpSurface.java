package io.driftway.app;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Allows only listed paths and methods at a port. It runs before everything else and checks the path as the client sent it. A path that a
 * library maps in addition, or would accept in another spelling, is therefore not reachable.
 */
final class HttpSurface extends OncePerRequestFilter {

    /** One segment, with no dots alone and no slash, backslash, semicolon, dot or zero in disguise. */
    private static final String NAME = "(?!\\.+$)([A-Za-z0-9_.~-]|%(?!2[EeFf]|5[Cc]|3[Bb]|00)[0-9A-Fa-f]{2})+";

    private static final Pattern PAGES =
            Pattern.compile("/|/batches|/openapi\\.json|/features(/" + NAME + ")?|/reports/[0-9a-f]{64}");
    private static final Pattern MANAGEMENT = Pattern.compile("/metrics|/health(/liveness|/readiness)?");
    private static final Pattern CONSOLE = Pattern.compile("/hawtio(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*/?");
    private static final Pattern JOLOKIA = Pattern.compile("/hawtio/jolokia/?");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final String POLICY = "Content-Security-Policy";
    private static final String NOTHING_ELSE = "; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";
    private static final String OF_PAGES = "default-src 'none'; style-src 'unsafe-inline'" + NOTHING_ELSE;
    /** The console writes styles as it goes, and its editor works in a worker; it loads nothing from elsewhere. */
    private static final String OF_CONSOLE =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:" + NOTHING_ELSE;

    private final Pattern paths;
    private final boolean console;

    private HttpSurface(Pattern paths, boolean console) {
        this.paths = paths;
        this.console = console;
    }

    /**
     * Returns the surface of the port for people.
     *
     * @param console whether there is Hawtio
     */
    static HttpSurface ofPages(boolean console) {
        return new HttpSurface(PAGES, console);
    }

    /** Returns the surface of the port for Prometheus and probes. */
    static HttpSurface ofManagement() {
        return new HttpSurface(MANAGEMENT, false);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean ofConsole = console && CONSOLE.matcher(path).matches();
        describe(response, ofConsole);
        if (!ofConsole && !paths.matcher(path).matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!isAllowed(
                request.getMethod(), ofConsole && JOLOKIA.matcher(path).matches())) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", READING));
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else {
            chain.doFilter(request, new OnePolicy(response));
        }
    }

    private static boolean isAllowed(String method, boolean ofJolokia) {
        return READING.contains(method) || (ofJolokia && method.equals("POST"));
    }

    private static void describe(HttpServletResponse response, boolean ofConsole) {
        response.setHeader(POLICY, ofConsole ? OF_CONSOLE : OF_PAGES);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** A page's own policy takes the place of the general one: of two, a browser would hold it to both. */
    private static final class OnePolicy extends HttpServletResponseWrapper {

        OnePolicy(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase(POLICY)) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
