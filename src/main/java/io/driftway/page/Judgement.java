package io.driftway.page;

import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.verdict.Thresholds;
import io.driftway.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A verdict in words.
 *
 * @param outcome its class
 * @param verdict one word
 * @param sentence the rest of the sentence
 * @param decided what it rests on, a line each
 */
record Judgement(String outcome, String verdict, String sentence, List<String> decided) {

    private static final int NAMED = 8;

    static Judgement of(Figures report, @Nullable VerdictRecord verdict, Thresholds thresholds) {
        Figures dataset = report.part("dataset");
        double share = dataset.number("data_drift_value");
        Verdict judged = Verdict.of(
                dataset.count("rows_current"),
                dataset.count("drifted_columns_count"),
                dataset.count("tested_columns"),
                report.parts("columns").size(),
                thresholds);
        String outcome = verdict != null ? verdict.outcome() : judged.outcome();
        String reason = verdict != null
                ? verdict.reason()
                : judged instanceof Verdict.Inconclusive(String untold) ? untold : null;
        String columns = Shown.count(dataset.count("drifted_columns_count")) + " of "
                + Shown.count(dataset.count("tested_columns"))
                + " columns have drifted";
        return new Judgement(
                outcome,
                switch (outcome) {
                    case "breach" -> "Drift.";
                    case "warning" -> "Warning.";
                    case "stable" -> "Stable.";
                    default -> "Inconclusive.";
                },
                outcome.equals("inconclusive") ? why(reason) + "; that is not the same as no drift." : columns + ".",
                decided(report, verdict, thresholds, outcome, share));
    }

    private static String why(@Nullable String reason) {
        return switch (reason == null ? "" : reason) {
            case "too_few_rows" -> "There are too few rows to tell";
            case "undefined_columns" -> "Columns that could not be tested could have changed the answer";
            default -> "No column could be tested";
        };
    }

    private static List<String> decided(
            Figures report, @Nullable VerdictRecord verdict, Thresholds thresholds, String outcome, double share) {
        List<String> lines = new ArrayList<>();
        if (!Double.isNaN(share)) {
            lines.add(String.format(
                    Locale.ROOT,
                    "The share of drifted columns, data_drift_value, is %s; more than %s is a breach.",
                    Shown.figure(share),
                    Shown.figure(thresholds.breachAt())));
        }
        long rows = report.part("dataset").count("rows_current");
        if (rows < thresholds.minimumRows()) {
            lines.add(Shown.count(rows) + " rows are fewer than the " + Shown.count(thresholds.minimumRows())
                    + " that a verdict needs.");
        }
        List<String> untested = report.parts("columns").stream()
                .filter(column -> !column.has("value"))
                .map(column -> column.text("name") + " (" + column.text("reason") + ")")
                .toList();
        if (!untested.isEmpty()) {
            lines.add("Not tested: " + some(untested) + ".");
        }
        if (verdict != null) {
            if (verdict.retrain()) {
                lines.add("It asks for retraining; whether that is granted stands on the status page.");
            }
            if (verdict.warnings() != null) {
                verdict.warnings()
                        .forEach(warning -> lines.add("Worth knowing: "
                                + warning.code().code().replace('_', ' ') + " (" + Shown.count(warning.count()) + ")"
                                + (warning.columns().isEmpty() ? "" : ": " + some(warning.columns())) + "."));
            }
        }
        if (lines.isEmpty()) {
            lines.add("Nothing could be judged: " + outcome + ".");
        }
        return lines;
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
