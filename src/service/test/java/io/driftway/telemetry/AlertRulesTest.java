package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The alerts, by Prometheus' and Alertmanager's own tools, and against what the service exports and the runbook says. */
class AlertRulesTest {

    private static final Path RULES = Path.of("k8s", "base", "prometheus", "rules", "driftway.yaml");
    private static final List<Path> TESTS = Stream.of("driftway.test.yaml", "driftway.days.test.yaml")
            .map(Path.of("src", "service", "test", "prometheus")::resolve)
            .toList();
    private static final Path ROUTING = Path.of("k8s", "base", "alertmanager", "alertmanager.yml");
    private static final String RUNBOOK = "https://github.com/driftway/driftway/blob/main/docs/runbook.md#";
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:driftway_\\w+|data_drift_value|drifted_columns_count|missing_value_count|up)\\b");

    static Stream<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        new YAMLMapper().readTree(RULES.toFile()).path("groups").forEach(group -> group.path("rules")
                .forEach(alerts::add));
        return alerts.stream();
    }

    private static Set<String> cases(boolean firing) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : TESTS) {
            for (JsonNode test : new YAMLMapper().readTree(file.toFile()).path("tests")) {
                for (JsonNode expected : test.path("alert_rule_test")) {
                    if (expected.path("exp_alerts").isEmpty() != firing) {
                        names.add(expected.path("alertname").asText());
                    }
                }
            }
        }
        return names;
    }

    @Test
    void prometheusTakesTheRules() {
        assertThat(Tool.run("promtool", "check", "rules", RULES.toString()).refusals())
                .isEmpty();
    }

    @Test
    void eachAlertFiresWhenItShouldAndNotWhenItShouldNot() {
        assertThat(Tool.run(
                                "promtool",
                                "test",
                                "rules",
                                TESTS.getFirst().toString(),
                                TESTS.getLast().toString())
                        .refusals())
                .isEmpty();
    }

    @Test
    void eachAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Set<String> names = new TreeSet<>(
                alerts().map(alert -> alert.path("alert").asText()).toList());

        assertThat(names).hasSizeGreaterThan(8);
        assertThat(cases(true)).isEqualTo(names);
        assertThat(cases(false)).isEqualTo(names);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertSaysWhatIsWrongAndWhereItSaysWhatToDo(JsonNode alert) throws IOException {
        String name = alert.path("alert").asText();

        assertThat(alert.at("/labels/severity").asText()).isIn("page", "ticket");
        assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
        assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        assertThat(alert.at("/annotations/runbook_url").asText())
                .isEqualTo(RUNBOOK + name.toLowerCase(java.util.Locale.ROOT));
        assertThat(Files.readAllLines(Path.of("docs", "runbook.md"))).contains("## " + name);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertNamesOnlyWhatTheServiceExports(JsonNode alert) {
        Set<String> exported = new TreeSet<>(
                Arrays.stream(Meters.values()).map(Meters::exported).toList());
        exported.add("up");

        for (Matcher metric = METRIC.matcher(alert.path("expr").asText()); metric.find(); ) {
            assertThat(exported).contains(metric.group());
        }
    }

    @Test
    void alertmanagerTakesItsConfiguration() {
        assertThat(Tool.run("amtool", "check-config", ROUTING.toString()).refusals())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"page, page", "ticket, ticket", "something-else, ticket"})
    void anAlertGoesToWhomItsSeveritySays(String severity, String receiver) {
        assertThat(Tool.run("amtool", "config", "routes", "test", "--config.file=" + ROUTING, "severity=" + severity)
                        .output()
                        .strip())
                .isEqualTo(receiver);
    }
}
