package io.driftway.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.drift.Simulation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A drift report as the JSON object that other programs rely on. What cannot be computed is null beside a reason. */
public final class DriftReportJson {

    private DriftReportJson() {}

    /** Indented, without a line end. */
    public static String write(DriftReport report) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Document.of(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a drift report cannot be written", impossible);
        }
    }

    private record Document(Dataset dataset, List<Scored> columns) {
        static Document of(DriftReport report) {
            return new Document(
                    Dataset.of(report), report.scores().stream().map(Scored::of).toList());
        }
    }

    private record Dataset(
            int testedColumns,
            int driftedColumnsCount,
            @Nullable Double dataDriftValue,
            long missingValueCount,
            long rowsReference,
            long rowsCurrent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {

        static Dataset of(DriftReport report) {
            boolean tested = report.testedColumns() > 0;
            return new Dataset(
                    report.testedColumns(),
                    report.driftedColumns(),
                    tested ? (Double) report.driftValue() : null,
                    report.missingValueCount(),
                    report.rowsReference(),
                    report.rowsCurrent(),
                    tested ? null : "no column could be tested");
        }
    }

    private record Scored(
            String name,
            String type,
            String method,
            @Nullable Double value,
            double threshold,
            boolean drifted,
            long missingReference,
            long missingCurrent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Simulated simulation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String approximation) {

        static Scored of(DriftScore score) {
            return switch (score) {
                case DriftScore.Measured measured ->
                    of(measured.tested(), measured.value(), measured.drifted(), null, Simulated.of(measured));
                case DriftScore.Undefined undefined -> of(undefined.tested(), null, false, undefined.reason(), null);
            };
        }

        private static Scored of(
                DriftScore.Tested tested,
                @Nullable Double value,
                boolean drifted,
                @Nullable String reason,
                @Nullable Simulated simulation) {
            return new Scored(
                    tested.column(),
                    tested.type().name().toLowerCase(Locale.ROOT),
                    tested.method().code(),
                    value,
                    tested.threshold(),
                    drifted,
                    tested.missingReference(),
                    tested.missingCurrent(),
                    reason,
                    simulation,
                    tested.approximation());
        }
    }

    private record Simulated(double distance, int permutations, double standardError, long rowsUsed) {

        static @Nullable Simulated of(DriftScore.Measured measured) {
            Simulation simulation = measured.simulation();
            return simulation == null
                    ? null
                    : new Simulated(
                            simulation.distance(),
                            simulation.permutations(),
                            simulation.standardError(),
                            simulation.rowsUsed());
        }
    }
}
