package io.driftway.cli;

import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A drift report for a person at a terminal: a table, the most severe column first, and one sentence. */
final class DriftReportText {

    private static final List<String> HEADINGS = List.of(
            "column",
            "type",
            "method",
            "value",
            "threshold",
            "severity",
            "drifted",
            "missing (reference)",
            "missing (current)");

    private DriftReportText() {}

    static String write(DriftReport report, Verdict verdict) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        report.scores().stream()
                .sorted(Comparator.comparingDouble(DriftReportText::severity).reversed())
                .map(DriftReportText::line)
                .forEach(lines::add);
        int[] widths = new int[HEADINGS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n")) + "\n\n"
                + sentence(report, verdict) + "\n";
    }

    /** Scores without a value come last. */
    private static double severity(DriftScore score) {
        return switch (score) {
            case DriftScore.Measured measured -> measured.severity();
            case DriftScore.Undefined undefined -> -1;
        };
    }

    private static List<String> line(DriftScore score) {
        DriftScore.Tested tested = score.tested();
        List<String> line = new ArrayList<>(List.of(
                tested.column(),
                tested.type().name().toLowerCase(Locale.ROOT),
                tested.method().code()));
        line.addAll(
                switch (score) {
                    case DriftScore.Measured measured ->
                        List.of(
                                number(measured.value()),
                                number(tested.threshold()),
                                String.format(Locale.ROOT, "%.2f", measured.severity()),
                                measured.drifted() ? "yes" : "no");
                    case DriftScore.Undefined undefined -> List.of("-", number(tested.threshold()), "-", "unknown");
                });
        line.add(Long.toString(tested.missingReference()));
        line.add(Long.toString(tested.missingCurrent()));
        if (score instanceof DriftScore.Undefined undefined) {
            line.add(undefined.reason());
        } else if (tested.approximation() != null) {
            line.add(tested.approximation());
        }
        return line;
    }

    private static String number(double value) {
        return value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6)
                ? String.format(Locale.ROOT, "%.4f", value)
                : String.format(Locale.ROOT, "%.3e", value);
    }

    /** Names to the left, figures to the right, and a reason after the last. */
    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String blanks = i < widths.length ? " ".repeat(widths[i] - cell.length()) : "";
            line.append(i == 0 ? "" : "  ").append(i < 3 || i == widths.length ? cell + blanks : blanks + cell);
        }
        return line.toString().stripTrailing();
    }

    private static String sentence(DriftReport report, Verdict verdict) {
        String sizes = String.format(
                Locale.ROOT,
                "%d rows against a reference of %d, %d cells missing",
                report.rowsCurrent(),
                report.rowsReference(),
                report.missingValueCount());
        if (report.testedColumns() == 0) {
            return "Inconclusive, because no column could be tested: " + sizes + ".";
        }
        int untested = report.scores().size() - report.testedColumns();
        return String.format(
                Locale.ROOT,
                "%s%d of %d tested columns drifted, data_drift_value %s%s: %s.",
                verdict instanceof Verdict.Inconclusive
                        ? "Inconclusive, because columns that could not be tested could have changed the answer: "
                        : "",
                report.driftedColumns(),
                report.testedColumns(),
                number(report.driftValue()),
                untested == 0 ? "" : ", " + untested + " not tested",
                sizes);
    }
}
