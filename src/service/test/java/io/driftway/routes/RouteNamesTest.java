package io.driftway.routes;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.SettableClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.driftway.telemetry.StepId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The table of docs/routes.md: what route files and Java know each other by. */
class RouteNamesTest {

    private static final Path MAIN = Path.of("src/service/main/java");
    private static final Path FAILPOINTS = Path.of("src/service/test/java/io/driftway/crash/FailpointIT.java");
    private static final Pattern FAILPOINT = Pattern.compile("\\bstep ([a-z-]+)\"");
    private static final Pattern PROPERTY_IN_YAML = Pattern.compile("\\$\\{(?:exchangeProperty|variable)\\.(\\w+)");
    /** Of an exchange, and not of the settings. */
    private static final Pattern PROPERTY_IN_JAVA =
            Pattern.compile("(?<!environment|getEnvironment\\(\\)|System|bind)\\.(get|set|remove)(?:Property|Variable)"
                    + "\\(\\s*([\\w.]+|\"[^\"]+\")");

    private static final Pattern PARAMETER_IN_JAVA =
            Pattern.compile("@(?:ExchangeProperty|Variable)\\(([\\w.]+|\"[^\"]+\")\\)");

    private final Map<String, Set<String>> steps = new TreeMap<>();
    private final Map<String, Set<String>> calls = new TreeMap<>();
    private final Map<String, Set<String>> setters = new TreeMap<>();
    private final Map<String, Set<String>> readers = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();
    private final Set<String> failpoints = new TreeSet<>();

    @BeforeEach
    void readRoutesAndCode() throws IOException {
        for (Path file : RouteLintTest.shipped().toList()) {
            String text = Files.readString(file);
            String name = name(file);
            look(name, new Yaml().load(text));
            PROPERTY_IN_YAML.matcher(text).results().forEach(read -> note(readers, read.group(1), name));
        }
        for (Path file : javaFiles()) {
            sources.put(name(file), Files.readString(file));
        }
        sources.forEach((name, text) -> {
            if (text.contains("org.apache.camel")) {
                PROPERTY_IN_JAVA
                        .matcher(text)
                        .results()
                        .forEach(use ->
                                note(use.group(1).equals("get") ? readers : setters, value(use.group(2), text), name));
                PARAMETER_IN_JAVA
                        .matcher(text)
                        .results()
                        .forEach(read -> note(readers, value(read.group(1), text), name));
            }
        });
        FAILPOINT.matcher(Files.readString(FAILPOINTS)).results().forEach(point -> failpoints.add(point.group(1)));
    }

    private static List<Path> javaFiles() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\..*", "");
    }

    private static void note(Map<String, Set<String>> where, String name, String file) {
        where.computeIfAbsent(name, _ -> new TreeSet<>()).add(file);
    }

    private void look(String file, Object yaml) {
        switch (yaml) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    if (value instanceof Map<?, ?> step) {
                        step(file, String.valueOf(key), step);
                    }
                    look(file, value);
                });
            case List<?> list -> list.forEach(item -> look(file, item));
            case null, default -> {}
        }
    }

    private void step(String file, String kind, Map<?, ?> step) {
        if (step.get("id") instanceof String id && !kind.startsWith("route")) {
            note(steps, id, file);
        }
        if (step.get("uri") instanceof String uri && !kind.equals("from")) {
            Object method = step.get("parameters") instanceof Map<?, ?> parameters ? parameters.get("method") : null;
            note(
                    calls,
                    uri + (method == null ? "" : "." + String.valueOf(method).replaceFirst("\\(.*", "")),
                    file);
        }
        if (kind.equals("setProperty") || kind.equals("setVariable")) {
            note(setters, String.valueOf(step.get("name")), file);
        }
    }

    /** Of a literal, or of a constant, here or in another class. */
    private String value(String expression, String text) {
        if (expression.startsWith("\"")) {
            return expression.substring(1, expression.length() - 1);
        }
        String[] parts = expression.split("\\.");
        String constant = parts[parts.length - 1];
        if (expression.startsWith("Exchange.")) {
            return ofCamel(constant);
        }
        Matcher declared = Pattern.compile("String " + constant + " = \"([^\"]+)\"")
                .matcher(parts.length == 1 ? text : sources.get(parts[0]));
        assertThat(declared.find()).as("%s is no constant", expression).isTrue();
        return declared.group(1);
    }

    private static String ofCamel(String constant) {
        try {
            return String.valueOf(Exchange.class.getField(constant).get(null));
        } catch (ReflectiveOperationException gone) {
            throw new AssertionError(gone);
        }
    }

    private static Set<String> heard() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return new RouteEvents(new Publisher(
                        meters,
                        new FeatureGauges(meters),
                        new ModelInfo(new PrometheusRegistry()),
                        new PredictedProbabilities(new PrometheusRegistry()),
                        new SettableClock()))
                .calls();
    }

    private static Map<String, StepId> known() {
        return Arrays.stream(StepId.values()).collect(toMap(StepId::text, id -> id));
    }

    private Set<String> readersOf(String step) {
        Set<String> by = new TreeSet<>();
        StepId known = known().get(step);
        if (StepId.stage(step) != null) {
            by.add("StageObservation");
        }
        if (known != null && sources.get("TraceRoots").matches("(?s).*case [^>]*\\b" + known.name() + "\\b.*")) {
            by.add("TraceRoots");
        }
        if (failpoints.contains(step)) {
            by.add("FailpointIT");
        }
        if (known != null && by.isEmpty()) {
            by.add("StepId");
        }
        return by;
    }

    /** Code knows it by the form of its id alone, so that a new stage needs no row. */
    private boolean isOfAnyStage(String step) {
        return !known().containsKey(step) && readersOf(step).equals(Set.of("StageObservation"));
    }

    /** The rows as they should be, without their last column. */
    private List<String> expected() {
        Set<String> rows = new TreeSet<>();
        steps.forEach((step, files) -> {
            Set<String> by = readersOf(step);
            if (!by.isEmpty()) {
                rows.add(row(step, files, by));
            }
        });
        heard().forEach(call -> rows.add(row(call, calls.getOrDefault(call, Set.of()), Set.of("RouteEvents"))));
        Stream.concat(setters.keySet().stream(), readers.keySet().stream())
                .distinct()
                .forEach(name -> rows.add(row(
                        name,
                        setters.getOrDefault(name, Set.of("Camel")),
                        readers.getOrDefault(name, Set.of("Camel")))));
        return List.copyOf(rows);
    }

    private static String row(String name, Set<String> setBy, Set<String> readBy) {
        return Stream.of(Set.of(name), setBy, readBy)
                .map(cell -> cell.stream().map(word -> "`" + word + "`").collect(joining(", ")))
                .collect(joining(" | ", "| ", " | "));
    }

    private static List<String> table() throws IOException {
        String page = Files.readString(Path.of("docs/routes.md"));
        return page.substring(page.indexOf("| Name | Set by | Read by | Meaning |"))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String withoutMeaning(String row) {
        return row.substring(0, row.lastIndexOf("| ", row.length() - 3) + 2);
    }

    @Test
    void theTableHasEachNameThatFilesAndCodeShareAndNoOther() throws IOException {
        assertThat(table().stream().map(RouteNamesTest::withoutMeaning))
                .isSubsetOf(expected())
                .doesNotHaveDuplicates()
                .containsAll(expected().stream()
                        .filter(row -> !isOfAnyStage(row.split("`")[1]))
                        .toList());
        assertThat(table()).allSatisfy(row -> assertThat(row).matches(".*\\| [^|]{10,} \\|"));
    }

    @Test
    void everyStepThatCodeNamesIsInARouteFile() {
        assertThat(steps.keySet()).containsAll(known().keySet()).containsAll(failpoints);
    }

    @Test
    void everyCallThatIsListenedForIsMadeByARouteFile() {
        assertThat(calls.keySet()).containsAll(heard());
    }

    @Test
    void everyPropertyThatIsReadIsSetAndTheOtherWayRound() {
        Stream.concat(setters.keySet().stream(), readers.keySet().stream())
                .filter(name -> !name.startsWith("Camel") && !name.startsWith("tracing."))
                .forEach(name -> {
                    assertThat(setters).as("set").containsKey(name);
                    assertThat(readers).as("read").containsKey(name);
                });
    }
}
