package io.driftway.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards that are shipped, and what they and the alerts ask of Prometheus. */
final class Dashboards {

    private static final Path FOLDER = Path.of("grafana", "dashboards");
    private static final Path RULES = Path.of("k8s", "base", "prometheus", "rules");
    private static final Path PROVISIONING = Path.of("grafana", "provisioning", "datasources", "driftway.yaml");

    private Dashboards() {}

    /** A question to Prometheus, and who asks it. */
    record Query(String asker, String expression) {

        /** With what Grafana would put in the place of its variables, for a server that has run for a minute or so. */
        String asked() {
            return expression.replace("$__rate_interval", "1m").replace("$__range", "1h");
        }

        @Override
        public String toString() {
            return asker + ": " + expression;
        }
    }

    static Stream<Path> files() {
        try {
            return Files.list(FOLDER).sorted();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static JsonNode read(Path file) {
        try {
            return (file.toString().endsWith(".json") ? new ObjectMapper() : new YAMLMapper()).readTree(file.toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static JsonNode dataSources() {
        return read(PROVISIONING).path("datasources");
    }

    /** Every panel that shows something. */
    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** Every question to Prometheus: of panels, annotations, links of data sources, and rules. */
    static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        files().forEach(file -> {
            JsonNode dashboard = read(file);
            String title = dashboard.path("title").asText();
            for (JsonNode panel : panels(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    if (target.at("/datasource/type").asText().equals("prometheus")) {
                        queries.add(new Query(
                                title + ", " + panel.path("title").asText(),
                                target.path("expr").asText()));
                    }
                }
            }
            dashboard
                    .at("/annotations/list")
                    .forEach(annotation -> queries.add(new Query(
                            title + ", annotation " + annotation.path("name").asText(),
                            annotation.path("expr").asText())));
        });
        for (JsonNode source : dataSources()) {
            source.at("/jsonData/tracesToMetrics/queries")
                    .forEach(query -> queries.add(new Query(
                            "trace to metrics, " + query.path("name").asText(),
                            query.path("query").asText())));
        }
        try (Stream<Path> rules = Files.list(RULES)) {
            rules.sorted().forEach(file -> read(file).path("groups").forEach(group -> group.path("rules")
                    .forEach(rule -> queries.add(new Query(
                            "alert " + rule.path("alert").asText(),
                            rule.path("expr").asText())))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return queries;
    }
}
