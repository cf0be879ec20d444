package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Takes an edited route file over while the service runs. The whole set of files is first built in a scratch context with the same beans and
 * settings; only what starts there replaces the running routes, so that an invalid edit, or half a save, leaves the old routes at work.
 * (Camel's own reload stops every route before it finds the fault.)
 */
public final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final String GLOB = "*.camel.yaml";

    private final CamelContext camel;
    private final @Nullable Path folder;
    private final Map<String, String> good = new TreeMap<>();
    private final Map<String, String> refused = new TreeMap<>();

    RouteReload(CamelContext camel, @Nullable Path folder) throws IOException {
        this.camel = camel;
        this.folder = folder;
        if (folder != null) {
            good.putAll(read(folder));
        }
    }

    /** An edit made since the routes were loaded is taken over first. */
    @EventListener(ApplicationReadyEvent.class)
    synchronized void watch() throws Exception {
        if (folder == null) {
            return;
        }
        FileWatcherResourceReloadStrategy watcher = new FileWatcherResourceReloadStrategy(folder.toString());
        watcher.setFileFilter(file -> file.getName().endsWith(".camel.yaml"));
        watcher.setResourceReload((path, resource) -> changed(path, new String(bytes(resource), UTF_8)));
        camel.addService(watcher);
        read(folder).forEach(this::changed);
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, GLOB)) {
            for (Path file : files) {
                texts.put(name(file), Files.readString(file));
            }
        }
        return texts;
    }

    private static byte[] bytes(Resource resource) throws IOException {
        try (var in = resource.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    synchronized void changed(String path, String text) {
        String file = name(Path.of(path));
        // One save may be told more than once.
        if (text.isBlank() || text.equals(refused.get(file))) {
            return;
        }
        refused.remove(file);
        if (text.equals(good.get(file))) {
            return;
        }
        Map<String, String> next = new TreeMap<>(good);
        next.put(file, text);
        try {
            Set<String> ids = dryRun(next);
            update(text.contains("routeConfiguration:") ? next : Map.of(file, text));
            removeOthers(ids);
            good.put(file, text);
            LOG.atInfo().addKeyValue("file", file).log("routes reloaded");
        } catch (Exception fault) {
            refused.put(file, text);
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("fault", rootMessage(fault))
                    .log("route file refused, the routes of before go on; mend the file and save it again");
            restore(file);
        }
    }

    /** Builds and starts all routes without their consumers; answers their ids. */
    private Set<String> dryRun(Map<String, String> files) throws Exception {
        try (DefaultCamelContext scratch = new DefaultCamelContext(camel.getRegistry())) {
            scratch.setAutoStartup(false);
            scratch.disableJMX();
            scratch.setPropertiesComponent(camel.getPropertiesComponent());
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resources(files));
            scratch.start();
            return scratch.getRoutes().stream().map(Route::getId).collect(Collectors.toSet());
        }
    }

    private void update(Map<String, String> files) throws Exception {
        PluginHelper.getRoutesLoader(camel).updateRoutes(resources(files));
    }

    /** The route inside a Kamelet has another id in each context, and lives as long as the step that uses it. */
    private void removeOthers(Set<String> ids) throws Exception {
        for (Route route : List.copyOf(camel.getRoutes())) {
            if (!ids.contains(route.getId()) && !route.isCreatedByKamelet()) {
                camel.getRouteController().stopRoute(route.getId());
                camel.removeRoute(route.getId());
            }
        }
    }

    /** The running routes may be half replaced when it was the replacing that failed. */
    private void restore(String file) {
        String before = good.get(file);
        boolean whole = camel.getRoutes().stream()
                .allMatch(route ->
                        camel.getRouteController().getRouteStatus(route.getId()).isStarted());
        if (before == null || whole) {
            return;
        }
        try {
            update(Map.of(file, before));
        } catch (Exception fault) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("fault", rootMessage(fault))
                    .log("routes are not whole; restart the service");
        }
    }

    private static Collection<Resource> resources(Map<String, String> files) {
        return files.entrySet().stream()
                .map(e -> ResourceHelper.fromString(e.getKey(), e.getValue()))
                .toList();
    }

    private static String rootMessage(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
