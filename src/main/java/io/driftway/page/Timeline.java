package io.driftway.page;

import io.driftway.core.ledger.VerdictRecord;
import java.util.List;
import java.util.Locale;

/**
 * Verdicts in the order of time as SVG: data_drift_value upwards, the threshold as a line, a point for each verdict that leads to its report. A verdict without a
 * value lies on the floor, hollow.
 *
 * @param verdicts oldest first
 * @param breachAt above it is a breach
 */
record Timeline(List<VerdictRecord> verdicts, double breachAt) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 220;
    private static final int LEFT = 44;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int FOOT = 24;
    private static final double LEAST_TOP = 0.1;

    String svg() {
        if (verdicts.isEmpty()) {
            return "";
        }
        double top = Math.max(
                Math.max(LEAST_TOP, 2 * breachAt),
                verdicts.stream().mapToDouble(Timeline::value).max().orElse(0) * 1.1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"Timeline of verdicts\">",
                WIDTH,
                HEIGHT));
        axis(svg, 0, "axis", "0", top);
        axis(svg, top, "axis", Shown.figure(top), top);
        axis(svg, breachAt, "threshold", Shown.figure(breachAt), top);
        path(svg, top);
        for (int i = 0; i < verdicts.size(); i++) {
            point(svg, verdicts.get(i), x(i), y(value(verdicts.get(i)), top));
        }
        text(svg, LEFT, "start", Shown.time(verdicts.getFirst().decidedAt()));
        if (verdicts.size() > 1) {
            text(svg, WIDTH - RIGHT, "end", Shown.time(verdicts.getLast().decidedAt()));
        }
        return svg.append("</svg>").toString();
    }

    private static double value(VerdictRecord verdict) {
        Double value = verdict.dataset().dataDriftValue();
        return value == null ? 0 : value;
    }

    private double x(int i) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (verdicts.size() == 1 ? 0.5 : (double) i / (verdicts.size() - 1));
    }

    private static double y(double value, double top) {
        return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * value / top;
    }

    private static void axis(StringBuilder svg, double value, String style, String label, double top) {
        svg.append(String.format(
                Locale.ROOT,
                "<path class=\"%s\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                style,
                LEFT,
                y(value, top),
                WIDTH - RIGHT,
                LEFT - 6,
                y(value, top) + 4,
                label));
    }

    private void path(StringBuilder svg, double top) {
        svg.append("<path class=\"path\" d=\"");
        for (int i = 0; i < verdicts.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x(i), y(value(verdicts.get(i)), top)));
        }
        svg.append("\"/>");
    }

    private static void point(StringBuilder svg, VerdictRecord verdict, double x, double y) {
        VerdictView shown = VerdictView.of(verdict);
        svg.append(String.format(
                Locale.ROOT,
                "<a href=\"/reports/%s\" aria-label=\"%s\"><title>%s</title><circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/></a>",
                verdict.batchId(),
                label(shown),
                label(shown),
                verdict.outcome(),
                x,
                y));
    }

    private static String label(VerdictView shown) {
        return Shown.escaped(
                Shown.cut(shown.name(), 80) + ": " + shown.outcome() + ", " + shown.drift() + ", " + shown.at());
    }

    private static void text(StringBuilder svg, int x, String anchor, String text) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(HEIGHT - 6)
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(text)
                .append("</text>");
    }
}
