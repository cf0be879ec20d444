package io.driftway.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LogQL and TraceQL of the dashboards and data sources, by the parsers of Grafana's own editors. */
class QuerySyntaxTest {

    private static final Path PACKAGES = Path.of("src", "service", "test", "npm");

    @TempDir
    private Path folder;

    private record Asked(String language, String query) {}

    private static List<Asked> asked() {
        List<Asked> all = new ArrayList<>();
        Dashboards.files().map(Dashboards::read).forEach(dashboard -> {
            for (JsonNode panel : Dashboards.panels(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    String language = target.at("/datasource/type").asText();
                    String query = target.path(language.equals("loki") ? "expr" : "query")
                            .asText();
                    // A trace is asked for by its bare id, which is no TraceQL.
                    if (!language.equals("prometheus") && !query.equals("${trace}")) {
                        all.add(new Asked(language, query.replace("${trace}", "0")));
                    }
                }
            }
        });
        for (JsonNode source : Dashboards.dataSources()) {
            JsonNode logs = source.at("/jsonData/tracesToLogsV2/query");
            if (!logs.isMissingNode()) {
                all.add(new Asked("loki", logs.asText().replace("$${__trace.traceId}", "0")));
            }
        }
        return all;
    }

    private List<String> faults(List<Asked> queries) throws IOException {
        if (!Boolean.parseBoolean(System.getenv("CI"))) {
            assumeThat(PACKAGES.resolve("node_modules/@grafana/lezer-logql"))
                    .as("./check installs them")
                    .exists();
        }
        Path input = Files.writeString(
                folder.resolve("queries"),
                queries.stream()
                        .map(query -> query.language() + "\t" + query.query())
                        .collect(Collectors.joining("\n")));
        Tool node = Tool.run(input, "node", PACKAGES.resolve("query-syntax.mjs").toString());
        assertThat(node.exit()).as(node.errors()).isZero();
        return node.output().lines().toList();
    }

    @Test
    void everyQueryIsWellFormed() throws IOException {
        assertThat(asked()).extracting(Asked::language).contains("loki", "tempo");
        assertThat(faults(asked())).isEmpty();
    }

    @Test
    void aQueryThatIsNotIsFound() throws IOException {
        assertThat(faults(List.of(new Asked("loki", "{a=\"b\" | json"), new Asked("tempo", "{ name = "))))
                .anyMatch(fault -> fault.startsWith("loki, position 7"))
                .anyMatch(fault -> fault.startsWith("tempo, position 9"));
    }
}
