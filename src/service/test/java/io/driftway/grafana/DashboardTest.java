package io.driftway.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.driftway.Shared;
import io.driftway.telemetry.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards against Grafana's schema, the provisioned data sources, and what the service exports. */
class DashboardTest {

    private static final int COLUMNS = 24;
    private static final String TO_THE_TRACE = "/d/driftway-model-health?var-trace=${__value.raw}&${__url_time_range}";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z]\\w*)");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:driftway_\\w+|data_drift_value|drifted_columns_count|missing_value_count)\\b");
    private static final Set<String> HISTOGRAMS = Set.of("_bucket", "_count", "_sum");

    /** What is exported and deliberately on no dashboard. */
    private static final Set<String> NOT_SHOWN = Set.of();

    static Stream<Path> files() {
        return Dashboards.files();
    }

    private static String metric(String name) {
        return exported().contains(name)
                ? name
                : HISTOGRAMS.stream()
                        .filter(name::endsWith)
                        .findFirst()
                        .map(suffix -> name.substring(0, name.length() - suffix.length()))
                        .orElse(name);
    }

    private static Set<String> asked() {
        Set<String> names = new TreeSet<>();
        Dashboards.queries().forEach(query -> {
            for (Matcher metric = METRIC.matcher(query.expression()); metric.find(); ) {
                names.add(metric(metric.group()));
            }
        });
        return names;
    }

    private static Set<String> exported() {
        return new TreeSet<>(
                Arrays.stream(Meters.values()).map(Meters::exported).toList());
    }

    @Test
    void thereAreTwoWithFixedNames() {
        assertThat(files().map(file -> Dashboards.read(file).path("uid").asText()))
                .containsExactly("driftway-model-health", "driftway-pipeline");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDashboardIsAsGrafanasSchemaSays(Path file) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Shared.path("schemas", "grafana", "dashboard.jsonschema.json")
                        .toFile());

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V7)
                        .getSchema(schema)
                        .validate(Dashboards.read(file)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDashboardNamesNoMachineAndKeepsNoState(Path file) throws IOException {
        JsonNode dashboard = Dashboards.read(file);

        assertThat(dashboard.path("id").isNull()).isTrue();
        assertThat(dashboard.has("__inputs")).isFalse();
        assertThat(Files.readString(file)).doesNotContain("http://", "localhost");
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachPanelHasASentenceAQuestionAndANumberOfItsOwn(Path file) {
        JsonNode dashboard = Dashboards.read(file);
        List<Integer> ids = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> ids.add(panel.path("id").asInt()));

        assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(Dashboards.panels(dashboard)).hasSizeGreaterThan(15).allSatisfy(panel -> {
            assertThat(panel.path("description").asText())
                    .as(panel.path("title").asText())
                    .endsWith(".");
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void noPanelLiesOnAnother(Path file) {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : Dashboards.read(file).path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertThat(taken.add(x + "," + y))
                            .as("%s at %d, %d", panel.path("title"), x, y)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyDataSourceIsAVariableThatStandsForAProvisionedOne(Path file) throws IOException {
        JsonNode dashboard = Dashboards.read(file);
        Set<String> provisioned = new TreeSet<>();
        Dashboards.dataSources()
                .forEach(source -> provisioned.add(
                        source.path("type").asText() + "/" + source.path("uid").asText()));
        Set<String> variables = new TreeSet<>();
        dashboard.at("/templating/list").forEach(variable -> {
            if (!variable.path("type").asText().equals("datasource")) {
                return;
            }
            variables.add(variable.path("query").asText() + "/${"
                    + variable.path("name").asText() + "}");
            assertThat(provisioned)
                    .contains(variable.path("query").asText() + "/"
                            + variable.at("/current/value").asText());
        });

        for (JsonNode panel : Dashboards.panels(dashboard)) {
            for (JsonNode target : panel.path("targets")) {
                assertThat(variables)
                        .contains(target.at("/datasource/type").asText() + "/"
                                + target.at("/datasource/uid").asText());
            }
        }
        Set<String> declared = new TreeSet<>();
        dashboard
                .at("/templating/list")
                .forEach(variable -> declared.add(variable.path("name").asText()));
        for (Matcher used = VARIABLE.matcher(Files.readString(file)); used.find(); ) {
            assertThat(declared).contains(used.group(1));
        }
    }

    @Test
    void linksGoToTheOtherDashboard() {
        assertThat(files().flatMap(file -> {
                    List<String> urls = new ArrayList<>();
                    Dashboards.read(file)
                            .path("links")
                            .forEach(link -> urls.add(link.path("url").asText()));
                    return urls.stream();
                }))
                .containsExactlyInAnyOrder("/d/driftway-pipeline", "/d/driftway-model-health");
    }

    @Test
    void noQueryNamesAMetricThatTheServiceDoesNotExport() {
        assertThat(exported()).containsAll(asked());
    }

    @Test
    void everyMetricOfTheServiceIsShownOrListedAsNotShown() {
        Set<String> unseen = exported();
        unseen.removeAll(asked());

        assertThat(unseen).isEqualTo(NOT_SHOWN);
    }

    /**
     * Whoever is not logged in has no Explore, so a point, a log line and a row of a table lead to the panel that shows a trace, on the dashboard
     * that has it; only from a span on it is Explore.
     */
    @Test
    void aTraceIsShownOnADashboardAndEverythingLeadsThere() {
        Set<String> uids = new TreeSet<>();
        Dashboards.dataSources().forEach(source -> uids.add(source.path("uid").asText()));
        JsonNode prometheus = source("prometheus").at("/jsonData/exemplarTraceIdDestinations/0");
        JsonNode loki = source("loki").at("/jsonData/derivedFields/0");
        JsonNode tempo = source("tempo");

        assertThat(List.of(
                        prometheus.path("name").asText(),
                        loki.path("matcherRegex").asText()))
                .containsOnly("trace_id");
        assertThat(List.of(prometheus, loki)).allSatisfy(link -> {
            assertThat(link.path("url").asText()).isEqualTo(TO_THE_TRACE.replace("$", "$$"));
            assertThat(link.has("datasourceUid"))
                    .as("a link to a data source is one to Explore")
                    .isFalse();
        });
        assertThat(List.of(
                        tempo.at("/jsonData/tracesToLogsV2/datasourceUid").asText(),
                        tempo.at("/jsonData/tracesToMetrics/datasourceUid").asText(),
                        tempo.at("/jsonData/serviceMap/datasourceUid").asText()))
                .containsExactly("loki", "prometheus", "prometheus")
                .allMatch(uids::contains);
    }

    @Test
    void theDashboardThatIsLedToShowsTheTraceAndItsLogLines() {
        JsonNode dashboard = files().map(Dashboards::read)
                .filter(one -> TO_THE_TRACE.contains("/d/" + one.path("uid").asText() + "?"))
                .findFirst()
                .orElseThrow();
        List<JsonNode> panels = Dashboards.panels(dashboard);

        assertThat(panels)
                .filteredOn(panel -> panel.path("type").asText().equals("traces"))
                .singleElement()
                .satisfies(panel ->
                        assertThat(panel.at("/targets/0/query").asText()).isEqualTo("${trace}"));
        assertThat(panels)
                .filteredOn(panel -> panel.path("type").asText().equals("logs"))
                .anySatisfy(panel ->
                        assertThat(panel.at("/targets/0/expr").asText()).endsWith("| trace_id = \"${trace}\""));
        assertThat(panels)
                .filteredOn(panel -> panel.at("/targets/0/query").asText().startsWith("{"))
                .isNotEmpty()
                .allSatisfy(table -> assertThat(
                                table.at("/fieldConfig/defaults/links/0/url").asText())
                        .isEqualTo(TO_THE_TRACE.replace("__value.raw", "__data.fields.traceID")));
    }

    private static JsonNode source(String uid) {
        for (JsonNode source : Dashboards.dataSources()) {
            if (source.path("uid").asText().equals(uid)) {
                return source;
            }
        }
        throw new AssertionError("no data source " + uid);
    }
}
