package io.driftway.page;

import io.driftway.core.drift.DriftMethod;
import java.util.Locale;

/**
 * A column as the report shows it.
 *
 * @param history where the feature is shown over time; empty in the report of two files
 */
record FeatureView(
        String name,
        String history,
        String type,
        String method,
        String value,
        String threshold,
        String severity,
        String said,
        String state,
        String colour,
        String drifted,
        long width,
        String importance,
        String missingReference,
        String missingCurrent,
        String unseen,
        String chart,
        double rank) {

    /** A feature that the model hardly uses is ranked by its severity still, below all that it uses. */
    private static final double LEAST_IMPORTANCE = 0.001;

    /** A bar is full at so many times the threshold. */
    private static final double FULL = 4;

    /** @param batchId whose report it is; empty where two files were compared */
    static FeatureView of(int number, JsonPart column, JsonPart report, String batchId) {
        String name = column.text("name");
        double value = column.number("value");
        double threshold = column.number("threshold");
        double severity = severity(column.text("method"), value, threshold);
        JsonPart known = report.part("importance");
        double importance = known.part(name).number("mean");
        double unseen = report.part("unseen_category_ratio").number(name);
        boolean drifted = column.flag("drifted");
        boolean tested = !Double.isNaN(value);
        return new FeatureView(
                name,
                batchId.isEmpty() ? "" : Link.feature(name, batchId).address(),
                column.text("type"),
                column.text("method"),
                tested ? Shown.score(column.text("method"), value) : "–",
                Shown.figure(threshold),
                tested ? Shown.figure(severity) : "–",
                tested ? said(column.text("method"), value, threshold) : column.text("reason"),
                !tested ? "not tested" : drifted ? "drifted" : "no drift",
                !tested ? "inconclusive" : drifted ? "breach" : "stable",
                drifted ? "drifted" : "",
                Math.round(100 * Math.min(1, (Double.isNaN(severity) ? 0 : severity) / FULL)),
                Double.isNaN(importance) ? "" : Shown.figure(importance),
                Shown.percent(ratio(
                        column.count("missing_reference"),
                        report.part("dataset").count("rows_reference"))),
                Shown.percent(ratio(
                        column.count("missing_current"), report.part("dataset").count("rows_current"))),
                unseen > 0 ? Shown.percent(unseen) : "",
                chart("c" + number, name, report),
                (Double.isNaN(severity) ? 0 : severity)
                        * (known.names().isEmpty()
                                ? 1
                                : Math.max(LEAST_IMPORTANCE, Double.isNaN(importance) ? 0 : importance)));
    }

    static String chart(String id, String column, JsonPart report) {
        JsonPart distribution = report.part("distributions").part(column);
        return distribution.texts("bins").isEmpty()
                ? ""
                : new Chart(
                                id,
                                "Distribution of " + column,
                                distribution.texts("bins"),
                                distribution.shares("reference"),
                                distribution.shares("current"))
                        .svg();
    }

    /** So that a p-value and a distance cannot be taken for each other. */
    static String said(String method, double value, double threshold) {
        boolean distance = !Shown.isPValue(method);
        return String.format(
                Locale.ROOT,
                "%s: %s %s, drift %s %s",
                method,
                distance ? "distance" : "p-value",
                Shown.score(method, value),
                distance ? "from" : "below",
                Shown.figure(threshold) + (distance ? " on" : ""));
    }

    static double severity(String method, double value, double threshold) {
        return Double.isNaN(value)
                ? Double.NaN
                : DriftMethod.named(method)
                        .map(known -> known.severity(value, threshold))
                        .orElse(Double.NaN);
    }

    private static double ratio(long count, long rows) {
        return rows == 0 ? 0 : (double) count / rows;
    }
}
