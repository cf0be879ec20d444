package io.driftway.app;

import io.driftway.core.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Reloads an edited route file while the service runs, and stops the routes of a deleted file.
 *
 * <p>It first builds the whole set of files in a scratch context with the same beans and settings. It replaces the running routes only if that
 * context starts. An invalid edit, or a half-saved file, therefore leaves the old routes in use. (Camel's own reload stops every route before it
 * finds the fault.)
 */
public final class RouteReload implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final String GLOB = "*.camel.yaml";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Map<String, String> NONE = new TreeMap<>();
    private static final String DIRECT = "direct://";

    private final CamelContext camel;
    private final @Nullable Path folder;
    private final Map<String, String> good = new TreeMap<>();
    private final Map<String, String> refused = new TreeMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("route-files").factory());
    /** The files at the last look. */
    private Map<String, String> seen = NONE;
    /** Deleted files whose routes go on, because others need them. */
    private Set<String> needed = Set.of();

    RouteReload(CamelContext camel, @Nullable Path folder) throws IOException {
        this.camel = camel;
        this.folder = folder;
        if (folder != null) {
            good.putAll(read(folder));
            good.forEach(RemovedBeans::refuse);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void watch() {
        if (folder != null) {
            looks.scheduleWithFixedDelay(() -> look(folder), 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A folder that cannot be read says nothing about its files. */
    private void look(Path files) {
        try {
            look(read(files));
        } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
            LOG.atDebug().addKeyValue("folder", files).log("the folder of routes cannot be read");
        }
    }

    /** What is the same at two looks is at rest: an editor may delete a file to write it anew. */
    synchronized void look(Map<String, String> now) {
        now.entrySet().stream()
                .filter(file -> file.getValue().equals(seen.get(file.getKey())))
                .forEach(file -> changed(file.getKey(), file.getValue()));
        Set<String> gone = good.keySet().stream()
                .filter(file -> !now.containsKey(file) && !seen.containsKey(file))
                .collect(Collectors.toCollection(TreeSet::new));
        if (seen != NONE && !gone.equals(needed)) {
            needed = gone;
            deleted(gone);
        }
        refused.keySet().retainAll(now.keySet());
        seen = now;
    }

    @Override
    public void destroy() {
        looks.shutdownNow();
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

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    synchronized void changed(String file, String text) {
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
            RemovedBeans.refuse(file, text);
            Set<String> ids = dryRun(next).ids();
            update(text.contains("routeConfiguration:") ? next : Map.of(file, text));
            removeOthers(ids);
            good.put(file, text);
            LOG.atInfo().addKeyValue("file", file).log("routes reloaded");
        } catch (Exception fault) {
            refused.put(file, text);
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("fault", rootMessage(fault))
                    .log("route file refused, the previous routes stay in use; correct the file and save it again");
            restore(file);
        }
    }

    /** Only if the others can do without: a batch must not come to a step that is not there. */
    private void deleted(Set<String> gone) {
        if (gone.isEmpty()) {
            return;
        }
        Map<String, String> next = new TreeMap<>(good);
        next.keySet().removeAll(gone);
        try {
            Built rest = dryRun(next);
            Set<String> missing = new TreeSet<>(rest.missing());
            missing.removeAll(dryRun(good).missing());
            if (next.isEmpty() || !missing.isEmpty()) {
                throw new IllegalStateException(
                        next.isEmpty()
                                ? "no route file would be left"
                                : "the other files need " + String.join(", ", missing));
            }
            removeOthers(rest.ids());
            good.keySet().retainAll(next.keySet());
            needed = Set.of();
            LOG.atInfo().addKeyValue("file", gone).log("route file deleted, its routes are stopped");
        } catch (Exception fault) {
            LOG.atError()
                    .addKeyValue("file", gone)
                    .addKeyValue("fault", rootMessage(fault))
                    .log(
                            "route file deleted, its routes stay in use; restore the file, or remove the references to its routes");
        }
    }

    /**
     * What came of some files.
     *
     * @param ids of the routes
     * @param missing what routes name and no file has: other routes, and routes' configurations
     */
    private record Built(Set<String> ids, Set<String> missing) {}

    /** Builds and starts all routes without their consumers. */
    private Built dryRun(Map<String, String> files) throws Exception {
        try (DefaultCamelContext scratch = new DefaultCamelContext(camel.getRegistry())) {
            scratch.setAutoStartup(false);
            scratch.disableJMX();
            scratch.setPropertiesComponent(camel.getPropertiesComponent());
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resources(files));
            scratch.start();
            return new Built(
                    scratch.getRoutes().stream().map(Route::getId).collect(Collectors.toSet()), missing(scratch));
        }
    }

    private static Set<String> missing(DefaultCamelContext context) {
        Set<String> called = context.getEndpoints().stream()
                .map(Endpoint::getEndpointUri)
                .filter(uri -> uri.startsWith(DIRECT))
                .collect(Collectors.toCollection(TreeSet::new));
        context.getRoutes().forEach(route -> called.remove(route.getEndpoint().getEndpointUri()));
        Set<String> configurations = context.getRouteDefinitions().stream()
                .map(RouteDefinition::getRouteConfigurationId)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        context.getRouteConfigurationDefinitions().forEach(known -> configurations.remove(known.getId()));
        called.addAll(configurations);
        return called;
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
                    .log("the previous routes could not be restored after a failed reload; restart the service");
        }
    }

    private static Collection<Resource> resources(Map<String, String> files) {
        return files.entrySet().stream()
                .map(e -> ResourceHelper.fromString(e.getKey(), e.getValue()))
                .toList();
    }

    private static String rootMessage(Throwable fault) {
        return String.valueOf(Causes.root(fault).getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }
}
