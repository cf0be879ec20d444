package io.driftway.hawtio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jolokia.core.api.LogHandler;
import org.jolokia.server.core.Version;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.Configuration;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.config.SystemPropertyMode;
import org.jolokia.server.core.http.AgentServlet;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.service.api.Restrictor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jolokia, by POST only and within {@link ReadOnlyRestrictor}. What it answers is bounded: one POST is answered at a time, and one request of its list at a
 * time, until that is more than {@value #MAX_ANSWER_BYTES} bytes. Its settings are the ones here: no variable of the environment changes them, so
 * that nobody can name another restrictor.
 */
public final class JolokiaServlet extends AgentServlet {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(JolokiaServlet.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private static final int MAX_DEPTH = 9;
    private static final int MAX_COLLECTION = 10_000;
    private static final int MAX_OBJECTS = 100_000;
    /** Hawtio asks for the attributes of each route and endpoint at once; the longest such request is a tenth of this. */
    private static final int MAX_BYTES = 256 * 1024;

    /** The console's longest answer, the list of all MBeans, is a tenth of this. */
    static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    private static final int MOST_WAITING = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What a page of another origin cannot send without asking first, which it cannot here. */
    private static final Set<String> JSON = Set.of("application/json", "text/json");

    private final transient Restrictor restrictor;
    private final transient Semaphore turn = new Semaphore(1, true);

    /**
     * @param policy a policy of Jolokia's
     * @throws IllegalArgumentException if it is none, with the reason
     */
    public JolokiaServlet(InputStream policy) {
        restrictor = new ReadOnlyRestrictor(Policy.read(policy));
    }

    @Override
    protected Configuration createWebConfig() {
        Map<ConfigKey, String> settings = Map.of(
                ConfigKey.AGENT_ID, "driftway",
                ConfigKey.DISCOVERY_ENABLED, "false",
                ConfigKey.MAX_DEPTH, String.valueOf(MAX_DEPTH),
                ConfigKey.MAX_COLLECTION_SIZE, String.valueOf(MAX_COLLECTION),
                ConfigKey.MAX_OBJECTS, String.valueOf(MAX_OBJECTS),
                ConfigKey.ALLOW_ERROR_DETAILS, "false",
                ConfigKey.INCLUDE_STACKTRACE, "false",
                ConfigKey.SERIALIZE_EXCEPTION, "false");
        return new StaticConfiguration(
                settings.entrySet().stream()
                        .collect(Collectors.toMap(setting -> setting.getKey().getKeyValue(), Map.Entry::getValue)),
                new HashMap<>(),
                SystemPropertyMode.NEVER);
    }

    @Override
    protected LogHandler createLogHandler(ServletConfig config, Configuration settings) {
        return new JolokiaLog();
    }

    @Override
    protected Restrictor createRestrictor(Configuration settings, LogHandler log) {
        return restrictor;
    }

    @Override
    protected void initServices(ServletConfig config, JolokiaServiceManager services) {
        super.initServices(config, services);
        services.addService(new ReadableMembers(restrictor));
        services.addService(new ShownAttributes());
    }

    /** The filters in front have asked who it is; where there is none, there is nothing to ask here. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() == null) {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            super.service(request, response);
        }
    }

    /** Where the console looks for the agent it wants to hear a version. This servlet answers itself: no request by GET reaches Jolokia. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isRoot(request) || request.getQueryString() != null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        response.setContentType("application/json");
        response.getOutputStream()
                .write(String.format(Locale.ROOT, "{\"value\":{\"agent\":\"%s\"}}", Version.getAgentVersion())
                        .getBytes(UTF_8));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getContentLengthLong() > MAX_BYTES) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        Optional<JolokiaRequest.Requests> asked = asked(request);
        if (asked.isEmpty()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (turn.getQueueLength() < MOST_WAITING && comesItsTurn()) {
            try {
                answer(request, asked.get(), response);
            } finally {
                turn.release();
            }
        } else {
            response.sendError(TOO_MANY_REQUESTS);
        }
    }

    private boolean comesItsTurn() {
        try {
            return turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void answer(HttpServletRequest request, JolokiaRequest.Requests asked, HttpServletResponse response)
            throws IOException {
        BoundedAnswer answer = new BoundedAnswer(response, MAX_ANSWER_BYTES);
        String before = asked.bulk() ? "[" : "";
        for (byte[] one : asked.each()) {
            if (answer.isTooLong()) {
                break;
            }
            answer.getOutputStream().write(before.getBytes(UTF_8));
            super.doPost(new RewrittenRequest(request, one), answer);
            before = ",";
        }
        answer.getOutputStream().write((asked.bulk() ? "]" : "").getBytes(UTF_8));
        if (answer.isTooLong()) {
            response.reset();
            LOG.atWarn()
                    .addKeyValue("requests", asked.each().size())
                    .addKeyValue("limit", MAX_ANSWER_BYTES)
                    .log("an answer to the Hawtio console exceeded the limit and was refused; ask for less at once");
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            answer.send();
        }
    }

    private static Optional<JolokiaRequest.Requests> asked(HttpServletRequest request) throws IOException {
        return isRoot(request)
                        && JSON.contains(String.valueOf(request.getContentType()))
                        && request.getContentLengthLong() > 0
                        && JolokiaRequest.areHarmless(request.getParameterMap())
                ? JolokiaRequest.accepted(request.getInputStream().readNBytes(MAX_BYTES))
                : Optional.empty();
    }

    private static boolean isRoot(HttpServletRequest request) {
        return request.getPathInfo() == null || request.getPathInfo().equals("/");
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    }
}
