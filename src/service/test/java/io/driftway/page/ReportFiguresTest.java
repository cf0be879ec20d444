package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.drift.Distribution;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.model.AttributionMove;
import io.driftway.format.json.DriftReportJson;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A page is the same, made of a report or of its JSON. */
class ReportFiguresTest {

    private static final Map<String, Distribution> DISTRIBUTIONS = Map.of(
            "fee", new Distribution(List.of("0 to 10", "10 to 20"), List.of(75L, 25L), List.of(1L, 99L)),
            "plan", new Distribution(List.of("a", "b"), List.of(1L, 2L), List.of(3L, 4L)));

    private record Example(DriftReport report, @Nullable AttributionDrift attribution) {}

    static List<Example> examples() {
        DriftScore fee = new DriftScore.Measured(tested("fee", ColumnType.NUM, DriftMethod.WASSERSTEIN), 1.0 / 3);
        DriftScore plan = new DriftScore.Measured(tested("plan", ColumnType.CAT, DriftMethod.JENSEN_SHANNON), 1e-9);
        DriftScore gone =
                new DriftScore.Undefined(tested("go<n>e", ColumnType.NUM, DriftMethod.KS), "it is \"absent\"");
        AttributionMove move = new AttributionMove("fee", 0.125, 2.0 / 3);
        return List.of(
                new Example(new DriftReport(1_000, 5_000_000_000L, 7, List.of(fee, plan, gone)), null),
                new Example(new DriftReport(10, 20, 0, List.of(gone)), null),
                new Example(new DriftReport(0, 0, 0, List.of()), null),
                new Example(
                        new DriftReport(10, 20, 0, List.of(fee)),
                        new AttributionDrift(-1.5, 0.75, List.of(new AttributionDrift.Feature(move, 0.01)))),
                new Example(
                        new DriftReport(10, 20, 0, List.of(plan)),
                        new AttributionDrift(-1.5, null, List.of(new AttributionDrift.Feature(move, null)))));
    }

    private static DriftScore.Tested tested(String column, ColumnType type, DriftMethod method) {
        return new DriftScore.Tested(column, type, method, 0.1, 3, 4);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePageOfAReportIsThatOfItsJsonByteForByte(Example example) throws IOException {
        Verdict verdict = new ThresholdRule(0.05, 0.05, 1).judge(example.report());
        ObjectNode report =
                (ObjectNode) Json.MAPPER.readTree(DriftReportJson.write(example.report(), example.attribution()));
        report.set("distributions", Json.MAPPER.valueToTree(DISTRIBUTIONS));
        Map<?, ?> json = Json.MAPPER.readValue(report.toString(), Map.class);

        assertThat(ReportPage.of("a", example.report(), example.attribution(), DISTRIBUTIONS, verdict))
                .isEqualTo(ReportPage.of("a", json, verdict));
    }
}
