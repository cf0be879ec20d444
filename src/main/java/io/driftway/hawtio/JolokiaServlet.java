package io.driftway.hawtio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/**
 * Jolokia, by POST only and within {@link ReadOnlyRestrictor}. Its settings are the ones here: no variable of the environment changes them, so
 * that nobody can name another restrictor.
 */
public final class JolokiaServlet extends AgentServlet {

    private static final long serialVersionUID = 1;

    private static final int MAX_DEPTH = 9;
    private static final int MAX_COLLECTION = 10_000;
    private static final int MAX_OBJECTS = 100_000;
    /** Hawtio asks for the attributes of each route and endpoint at once; the longest such request is a tenth of this. */
    private static final int MAX_BYTES = 256 * 1024;

    /** What a page of another origin cannot send without asking first, which it cannot here. */
    private static final Set<String> JSON = Set.of("application/json", "text/json");

    private final transient Restrictor restrictor;

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
        services.addService(new ShownMembers(restrictor));
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

    /** Where the console looks for the agent it wants to hear a version. It is said here: no request by GET gets as far as Jolokia. */
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
        Optional<byte[]> asked = asked(request);
        if (asked.isPresent()) {
            super.doPost(new RewrittenRequest(request, asked.get()), response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private static Optional<byte[]> asked(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        return isRoot(request)
                        && JSON.contains(String.valueOf(request.getContentType()))
                        && length > 0
                        && length <= MAX_BYTES
                        && AskedOfJolokia.areHarmless(request.getParameterMap())
                ? AskedOfJolokia.accepted(request.getInputStream().readNBytes(MAX_BYTES))
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
