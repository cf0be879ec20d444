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
import io.driftway.format.ColumnKind;
import io.driftway.format.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
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
                Measured score = measured(report, expected.getKey());
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
            int compared = 0;
            for (DriftMethod method : DriftMethod.values()) {
                DriftReport report = compare(sides, new DriftOptions(method, null, Map.of(), Map.of()));
                for (Map.Entry<String, JsonNode> column : c.get("methods").properties()) {
                    JsonNode expected = column.getValue().path("methods").path(method.code());
                    if (expected.path("value").isNumber()) {
                        assertAgrees(measured(report, column.getKey()), expected);
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThan(30);
        }));
    }

    private static void assertAgrees(Measured score, JsonNode expected) {
        double value = expected.get("value").asDouble();
        assertThat(score.value())
                .as(score.tested().toString())
                .isCloseTo(value, tolerance(score.tested().method(), value));
        assertThat(score.tested().threshold())
                .isEqualTo(expected.get("threshold").asDouble());
        assertThat(score.drifted()).isEqualTo(expected.get("drifted").asBoolean());
        assertThat(score.severity() >= 1).isEqualTo(score.drifted());
    }

    private static Offset<Double> tolerance(DriftMethod method, double value) {
        return within(1e-9 * Math.abs(value));
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
        return Sides.read(
                folder.resolve(golden.get("reference_csv").asText()),
                folder.resolve(golden.get("current_csv").asText()),
                kinds);
    }

    private static DriftReport compare(Sides sides, DriftOptions options) {
        return DriftComparison.compare(sides.reference(), sides.current(), options);
    }

    private static Measured measured(DriftReport report, String column) {
        DriftScore score = report.scores().stream()
                .filter(s -> s.tested().column().equals(column))
                .findFirst()
                .orElseThrow();
        assertThat(score).isInstanceOf(Measured.class);
        return (Measured) score;
    }
}
