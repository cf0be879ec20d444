package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.Shared;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.drift.DriftScore.Measured;
import io.driftway.core.drift.DriftScore.Undefined;
import io.driftway.format.json.Json;
import io.driftway.format.profile.Sides;
import io.driftway.format.table.ColumnKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Evidently 0.7.21 answered (scipy 1.10.1, numpy 1.24.2) for pairs of files, which is read here as {@code compare} reads them. */
class EvidentlyGoldenTest {

    private static final Map<String, String> METHODS = Map.of(
            "K-S p_value", "ks",
            "chi-square p_value", "chisquare",
            "Z-test p_value", "z",
            "Wasserstein distance (normed)", "wasserstein",
            "Jensen-Shannon distance", "jensenshannon");

    @TestFactory
    Stream<DynamicTest> theDefaultRulesAgreeWithEvidently() throws IOException {
        return cases().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
            DriftReport report = compare(sides(c), DriftOptions.DEFAULT);

            int texts = 0;
            for (Map.Entry<String, JsonNode> expected : c.at("/default/columns").properties()) {
                if (c.get("column_types").get(expected.getKey()).asText().equals("text")) {
                    texts++;
                    continue;
                }
                Measured score = measured(score(report, expected.getKey()));
                assertThat(score.tested().method().code())
                        .as(expected.getKey())
                        .isEqualTo(METHODS.get(expected.getValue().get("method").asText()));
                assertAgrees(score, expected.getValue());
            }
            JsonNode dataset = c.at("/default/dataset");
            assertThat(report.testedColumns())
                    .isEqualTo(dataset.get("number_of_columns").asInt() - texts);
            assertThat(report.driftedColumns())
                    .isEqualTo(dataset.get("number_of_drifted_columns").asInt());
            assertThat(report.driftValue())
                    .isEqualTo(dataset.get("number_of_drifted_columns").asDouble() / report.testedColumns());
            assertThat(report.missingValueCount())
                    .isEqualTo(c.at("/missing/current/DatasetMissingValueCount/count")
                            .asLong());
            assertThat(report.rowsReference()).isEqualTo(c.at("/rows/reference").asLong());
            assertThat(report.rowsCurrent()).isEqualTo(c.at("/rows/current").asLong());
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyMethodThatCanBeNamedAgreesWithEvidently() throws IOException {
        return cases().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
            Sides sides = sides(c);
            Map<String, DriftReport> reports = new HashMap<>();
            for (Map.Entry<String, JsonNode> column : c.get("methods").properties()) {
                for (Map.Entry<String, JsonNode> expected :
                        column.getValue().get("methods").properties()) {
                    DriftReport report =
                            reports.computeIfAbsent(expected.getKey(), method -> compare(sides, named(method)));
                    DriftScore score = score(report, column.getKey());
                    assertThat(score.tested().method().code()).isEqualTo(expected.getKey());
                    assertThat(score.tested().method().accepts(score.tested().type()))
                            .as(score.tested().toString())
                            .isTrue();
                    if (expected.getValue().has("error")) {
                        assertRefused(score);
                    } else if (expected.getValue().path("stochastic").asBoolean()) {
                        assertAgreesWithinSimulation(measured(score), expected.getValue());
                    } else {
                        assertAgrees(measured(score), expected.getValue());
                    }
                }
            }
        }));
    }

    /** The methods that Evidently has, with the number of columns over all cases for which Evidently gave a number or refused. */
    @Test
    void theGoldenFileHoldsEveryMethodOfEvidently() throws IOException {
        Map<String, Integer> entries = new TreeMap<>();
        cases().flatMap(c -> c.get("methods").properties().stream())
                .flatMap(column -> column.getValue().get("methods").properties().stream())
                .forEach(entry -> entries.merge(entry.getKey(), 1, Integer::sum));

        assertThat(entries.keySet())
                .hasSize(18)
                .isSubsetOf(Arrays.stream(DriftMethod.values())
                        .map(DriftMethod::code)
                        .toList());
        assertThat(entries).containsEntry("ks", 29).containsEntry("g_test", 170).containsEntry("TVD", 17);
    }

    private static DriftOptions named(String method) {
        return DriftOptions.all(DriftMethod.named(method).orElseThrow());
    }

    private static void assertRefused(DriftScore score) {
        assertThat(score).as(score.tested().toString()).isInstanceOfSatisfying(Undefined.class, s -> assertThat(
                        s.reason())
                .contains("needs")
                .contains("use "));
    }

    /** Both p-values are shares of random permutations; a share of none or all has no error of its own, so one permutation is added. */
    private static void assertAgreesWithinSimulation(Measured score, JsonNode expected) {
        double value = expected.get("value").asDouble();
        int permutations = Objects.requireNonNull(score.simulation()).permutations();
        double pooled = Math.clamp((score.value() + value) / 2, 1.0 / permutations, 1 - 1.0 / permutations);
        double error = Math.sqrt(2 * pooled * (1 - pooled) / permutations);
        assertThat(score.value()).as(score.tested().toString()).isCloseTo(value, within(4 * error));
        assertThat(score.tested().threshold())
                .isEqualTo(expected.get("threshold").asDouble());
        if (Math.abs(value - score.tested().threshold()) > 4 * error) {
            assertThat(score.drifted()).isEqualTo(expected.get("drifted").asBoolean());
        }
    }

    private static void assertAgrees(Measured score, JsonNode expected) {
        double value = expected.get("value").asDouble();
        assertThat(score.value())
                .as(score.tested().toString())
                .isCloseTo(value, within(tolerance(score.tested().method(), value)));
        assertThat(score.tested().threshold())
                .isEqualTo(expected.get("threshold").asDouble());
        assertThat(score.drifted()).isEqualTo(expected.get("drifted").asBoolean());
        assertThat(score.severity() >= 1).isEqualTo(score.drifted());
    }

    /**
     * One part in 1e9, and what Evidently's own arithmetic leaves open beside it: hellinger takes a sum next to 1 from 1, which is off by
     * up to 2^-52 before the root; the Cramér-von Mises p-value is 1 less a sum whose terms come from logarithms of the gamma function, off
     * by 2e-15 against 40 digits.
     */
    private static double tolerance(DriftMethod method, double value) {
        double own =
                switch (method) {
                    case HELLINGER -> value == 0 ? 0 : Math.ulp(1.0) / value;
                    case CRAMER_VON_MISES -> 4e-15;
                    default -> 0;
                };
        return 1e-9 * Math.abs(value) + own;
    }

    /** Evidently's file has the distance for every column of labels, though the p-value only for small sides. */
    @TestFactory
    Stream<DynamicTest> theTotalVariationDistanceIsExact() throws IOException {
        return cases().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
            DriftReport report = compare(sides(c), named("TVD"));
            for (Map.Entry<String, JsonNode> column : c.get("methods").properties()) {
                JsonNode expected = column.getValue().path("tvd_statistic");
                assertThat(expected.isNumber())
                        .isEqualTo(column.getValue().get("type").asText().equals("cat"));
                if (expected.isNumber()) {
                    Measured score = measured(score(report, column.getKey()));
                    assertThat(Objects.requireNonNull(score.simulation()).distance())
                            .as(score.tested().toString())
                            .isCloseTo(expected.asDouble(), within(1e-15));
                }
            }
        }));
    }

    private static Stream<JsonNode> cases() throws IOException {
        JsonNode golden = Json.MAPPER.readTree(
                Shared.path("golden", "evidently", "expected.json").toFile());
        List<JsonNode> cases = new ArrayList<>();
        golden.get("cases").forEach(cases::add);
        return cases.stream();
    }

    private static Sides sides(JsonNode golden) {
        Map<String, ColumnKind> kinds = new HashMap<>();
        for (Map.Entry<String, JsonNode> type : golden.get("column_types").properties()) {
            kinds.put(
                    type.getKey(),
                    type.getValue().asText().equals("text")
                            ? ColumnKind.SKIP
                            : ColumnKind.valueOf(type.getValue().asText().toUpperCase(Locale.ROOT)));
        }
        Path folder = Shared.path("golden", "evidently");
        return Sides.of(
                DataFile.of(folder.resolve(golden.get("reference_csv").asText())),
                DataFile.of(folder.resolve(golden.get("current_csv").asText())),
                kinds);
    }

    private static DriftReport compare(Sides sides, DriftOptions options) {
        return DriftComparison.compare(sides.reference(), sides.current(), options);
    }

    private static DriftScore score(DriftReport report, String column) {
        return report.scores().stream()
                .filter(s -> s.tested().column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    private static Measured measured(DriftScore score) {
        assertThat(score).isInstanceOf(Measured.class);
        return (Measured) score;
    }
}
