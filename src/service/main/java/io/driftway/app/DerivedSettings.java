package io.driftway.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Derives settings from others, for the service or for {@code driftway window}, whose route is in a folder of its own below the others and which has no pages. The routes come from the folder in {@code driftway.routes}, otherwise from {@code routes} in the program's home
 * or the current folder, otherwise from the copy in the jar. The management port is the port after {@code server.port}, unless it is set.
 */
final class DerivedSettings implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final String PATTERN = "*.camel.yaml";
    private static final String PORT = "server.port";
    private static final String MANAGEMENT_PORT = "management.server.port";

    private static final String WINDOW = "window";

    /** Of the folder of routes; empty for the folder itself. */
    private final String below;

    private DerivedSettings(String below) {
        this.below = below;
    }

    static DerivedSettings ofService() {
        return new DerivedSettings("");
    }

    static DerivedSettings ofWindow() {
        return new DerivedSettings(WINDOW);
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        Map<String, Object> derived = new HashMap<>();
        String all = routes(environment);
        String path = below.isEmpty() ? "" : "/" + below;
        // A folder of a person's own may have none of it.
        String folder = all.isEmpty() || !Files.isDirectory(Path.of(all + path)) ? "" : all + path;
        derived.put("driftway.routes", folder);
        derived.put(
                "camel.main.routes-include-pattern",
                folder.isEmpty() ? "classpath:routes" + path + "/" + PATTERN : "file:" + folder + "/" + PATTERN);
        managementPort(environment).ifPresent(port -> derived.put(MANAGEMENT_PORT, port));
        if (!below.isEmpty()) {
            derived.put(PORT, -1);
            derived.put("management.endpoint.health.group.readiness.include", "readinessState,stream");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("derived", derived));
    }

    /** Empty where a person has set it. Two services of one machine so need one port each to be said. */
    private static Optional<Integer> managementPort(Environment environment) {
        int pages = environment.getProperty(PORT, Integer.class, 8080);
        Integer set = environment.getProperty(MANAGEMENT_PORT, Integer.class);
        if (set == null) {
            return Optional.of(pages == 0 ? 0 : pages + 1);
        }
        if (set == pages && pages != 0) {
            throw new IllegalArgumentException(
                    MANAGEMENT_PORT + " must be another than " + PORT + ", got " + set + " for both");
        }
        return Optional.empty();
    }

    private static String routes(Environment environment) {
        String named = environment.getProperty("driftway.routes", "");
        if (!named.isEmpty()) {
            if (!Files.isDirectory(Path.of(named))) {
                throw new IllegalArgumentException("driftway.routes must name a folder, got \"" + named + "\"");
            }
            return named;
        }
        return Stream.of(Path.of(environment.getProperty("driftway.home", "."), "routes"), Path.of("routes"))
                .filter(Files::isDirectory)
                .findFirst()
                .map(path -> path.toAbsolutePath().normalize().toString())
                .orElse("");
    }
}
