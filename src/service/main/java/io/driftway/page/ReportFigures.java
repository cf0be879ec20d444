package io.driftway.page;

import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.drift.Distribution;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report that was computed just now, under the names that a stored one has for what a page shows. */
final class ReportFigures {

    private ReportFigures() {}

    static Map<String, Object> of(
            DriftReport report, @Nullable AttributionDrift attribution, Map<String, Distribution> distributions) {
        Map<String, Object> figures = new HashMap<>();
        figures.put("dataset", dataset(report));
        figures.put(
                "columns", report.scores().stream().map(ReportFigures::column).toList());
        Map<String, Object> spread = new HashMap<>();
        distributions.forEach((column, bins) -> spread.put(
                column, Map.of("bins", bins.bins(), "reference", bins.reference(), "current", bins.current())));
        figures.put("distributions", spread);
        if (attribution != null) {
            figures.put("attribution", attribution(attribution));
        }
        return figures;
    }

    private static Map<String, Object> dataset(DriftReport report) {
        return Map.of(
                "tested_columns", report.testedColumns(),
                "drifted_columns_count", report.driftedColumns(),
                "data_drift_value", report.driftValue(),
                "missing_value_count", report.missingValueCount(),
                "rows_reference", report.rowsReference(),
                "rows_current", report.rowsCurrent());
    }

    private static Map<String, Object> column(DriftScore score) {
        DriftScore.Tested tested = score.tested();
        Map<String, Object> column = new HashMap<>(Map.of(
                "name", tested.column(),
                "type", tested.type().name().toLowerCase(Locale.ROOT),
                "method", tested.method().code(),
                "threshold", tested.threshold(),
                "drifted", score.drifted(),
                "missing_reference", tested.missingReference(),
                "missing_current", tested.missingCurrent()));
        switch (score) {
            case DriftScore.Measured measured -> column.put("value", measured.value());
            case DriftScore.Undefined undefined -> column.put("reason", undefined.reason());
        }
        return column;
    }

    private static Map<String, Object> attribution(AttributionDrift drift) {
        Map<String, Object> attribution = new HashMap<>(Map.of(
                "margin_reference", drift.referenceMargin(),
                "margin_current", drift.currentMargin(),
                "threshold", AttributionDrift.LEAST_GAIN,
                "drifted", drift.drifted(),
                "features", drift.features().stream().map(ReportFigures::moved).toList()));
        if (drift.gain() != null) {
            attribution.put("ndcg", drift.gain());
        }
        return attribution;
    }

    private static Map<String, Object> moved(AttributionDrift.Feature feature) {
        Map<String, Object> moved = new HashMap<>(Map.of(
                "name", feature.move().feature(),
                "reference", feature.move().reference(),
                "current", feature.move().current(),
                "move", feature.move().move()));
        if (feature.pValue() != null) {
            moved.put("p_value", feature.pValue());
        }
        return moved;
    }
}
