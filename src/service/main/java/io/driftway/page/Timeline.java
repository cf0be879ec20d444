package io.driftway.page;

import io.driftway.core.decision.Evidence;
import io.driftway.core.ledger.VerdictRecord;
import java.util.List;
import java.util.Locale;

/**
 * Verdicts in the order of time as SVG, a mark for each that leads to its report: its shape and its colour tell the outcome. Upwards is what decides
 * the newest verdict. By the share of drifted columns that is data_drift_value, with {@code breach-at} as a line. By evidence it is how much rarer
 * than its level chance is, on a logarithmic scale, with the level as a line. A verdict without such a value lies on the floor.
 *
 * @param verdicts oldest first
 */
record Timeline(List<VerdictRecord> verdicts) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 220;
    private static final int LEFT = 44;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int FOOT = 24;
    private static final int MARK = 6;
    private static final double LEAST_TOP = 0.1;

    /** Powers of ten above and below the level of evidence. What is beyond lies on the edge. */
    private static final double MOST_POWERS = 9;

    private static final double LEAST_POWERS = 3;

    /** What the dashed line means where this is the newest verdict. */
    static String dashed(VerdictRecord newest) {
        return byEvidence(newest)
                ? "above it a window shows more than chance. Upwards chance becomes rarer, on a logarithmic scale"
                : "a share of drifted columns above it is a breach";
    }

    private static boolean byEvidence(VerdictRecord record) {
        return record.judged().evidence() instanceof Evidence.Windowed;
    }

    String svg() {
        return verdicts.isEmpty() ? "" : byEvidence(verdicts.getLast()) ? chances() : shares();
    }

    private String shares() {
        List<Mark> marks = verdicts.stream()
                .map(record -> record.judged().evidence() instanceof Evidence.Share share
                        ? new Mark(value(record), share.breachAt())
                        : new Mark(value(record), Double.NaN))
                .toList();
        double top = Math.max(
                marks.stream()
                        .mapToDouble(mark -> 2 * mark.threshold())
                        .filter(line -> line > LEAST_TOP)
                        .max()
                        .orElse(LEAST_TOP),
                1.1
                        * marks.stream()
                                .mapToDouble(Mark::value)
                                .filter(Double::isFinite)
                                .max()
                                .orElse(0));
        double line = marks.getLast().threshold();
        return svg(marks, new Scale(0, top, "0", Shown.figure(top), Double.isNaN(line) ? "" : Shown.figure(line)));
    }

    private static double value(VerdictRecord record) {
        Double value = record.dataset().dataDriftValue();
        return value == null || record.outcome().equals("broken") ? Double.NaN : value;
    }

    private String chances() {
        List<Mark> marks = verdicts.stream()
                .map(record -> record.judged().evidence() instanceof Evidence.Windowed evidence
                                && !evidence.looks().isEmpty()
                        ? new Mark(
                                Math.clamp(
                                        Math.log10(evidence.level()) - Math.log10(evidence.least()),
                                        -LEAST_POWERS,
                                        MOST_POWERS),
                                0)
                        : new Mark(Double.NaN, Double.NaN))
                .toList();
        double top = Math.max(
                LEAST_POWERS,
                marks.stream()
                        .mapToDouble(Mark::value)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0));
        return svg(marks, new Scale(-LEAST_POWERS, top, "chance", "rarer", "level"));
    }

    /**
     * A verdict's place.
     *
     * @param value NaN where there is none
     * @param threshold NaN where it decides nothing
     */
    private record Mark(double value, double threshold) {}

    /**
     * What is upwards.
     *
     * @param line what stands at the threshold
     */
    private record Scale(double floor, double top, String floorSays, String topSays, String line) {

        double y(double value) {
            return HEIGHT
                    - FOOT
                    - (HEIGHT - FOOT - TOP) * ((Double.isNaN(value) ? floor : value) - floor) / (top - floor);
        }
    }

    private String svg(List<Mark> marks, Scale scale) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"Timeline of verdicts\">",
                WIDTH,
                HEIGHT));
        axis(svg, scale.y(scale.floor()), scale.floorSays());
        axis(svg, scale.y(scale.top()), scale.topSays());
        threshold(svg, marks, scale);
        path(svg, marks, scale);
        for (int i = 0; i < marks.size(); i++) {
            point(svg, verdicts.get(i), x(i), scale.y(marks.get(i).value()));
        }
        text(svg, LEFT, "start", Shown.time(verdicts.getFirst().decidedAt()));
        if (verdicts.size() > 1) {
            text(svg, WIDTH - RIGHT, "end", Shown.time(verdicts.getLast().decidedAt()));
        }
        return svg.append("</svg>").toString();
    }

    private double x(double i) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (verdicts.size() == 1 ? 0.5 : i / (verdicts.size() - 1));
    }

    private static void axis(StringBuilder svg, double y, String label) {
        svg.append(String.format(Locale.ROOT, "<path class=\"axis\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT));
        label(svg, y, label);
    }

    private static void label(StringBuilder svg, double y, String label) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, y + 4, label));
    }

    /** A line for each run of verdicts that were decided by the same threshold; none where it decided nothing. */
    private void threshold(StringBuilder svg, List<Mark> marks, Scale scale) {
        StringBuilder lines = new StringBuilder();
        int from = 0;
        for (int to = 1; to <= marks.size(); to++) {
            double threshold = marks.get(from).threshold();
            if (to < marks.size() && Double.compare(marks.get(to).threshold(), threshold) == 0) {
                continue;
            }
            if (!Double.isNaN(threshold)) {
                lines.append(String.format(
                        Locale.ROOT,
                        "M%.1f %.1fH%.1f",
                        from == 0 ? LEFT : x(from - 0.5),
                        scale.y(threshold),
                        to == marks.size() ? WIDTH - RIGHT : x(to - 0.5)));
            }
            from = to;
        }
        if (!lines.isEmpty()) {
            svg.append("<path class=\"threshold\" d=\"").append(lines).append("\"/>");
        }
        double newest = marks.getLast().threshold();
        if (!Double.isNaN(newest)) {
            label(svg, scale.y(newest), scale.line());
        }
    }

    private void path(StringBuilder svg, List<Mark> marks, Scale scale) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < marks.size(); i++) {
            if (!Double.isNaN(marks.get(i).value())) {
                line.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        line.isEmpty() ? "M" : "L",
                        x(i),
                        scale.y(marks.get(i).value())));
            }
        }
        svg.append("<path class=\"path\" d=\"").append(line).append("\"/>");
    }

    private static void point(StringBuilder svg, VerdictRecord verdict, double x, double y) {
        String label = label(VerdictView.of(verdict));
        svg.append(String.format(
                Locale.ROOT,
                "<a href=\"/reports/%s\" aria-label=\"%s\"><title>%s</title>%s</a>",
                verdict.batchId(),
                label,
                label,
                shape(verdict.outcome(), x, y)));
    }

    /** A shape of its own for each outcome, for who does not see the colours. */
    private static String shape(String outcome, double x, double y) {
        String drawn =
                switch (outcome) {
                    case "warning" -> "m0 -%1$d l%1$d %2$d h-%2$d z";
                    case "breach" -> "m0 -%3$d l%3$d %3$d l-%3$d %3$d l-%3$d -%3$d z";
                    case "broken" -> "m-%1$d -%1$d h%2$d v%2$d h-%2$d z";
                    default -> "";
                };
        return drawn.isEmpty()
                ? String.format(
                        Locale.ROOT, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>", outcome, x, y, MARK)
                : String.format(
                        Locale.ROOT,
                        "<path class=\"dot %s\" d=\"M%.1f %.1f%s\"/>",
                        outcome,
                        x,
                        y,
                        String.format(Locale.ROOT, drawn, MARK, 2 * MARK, MARK + 2));
    }

    private static String label(VerdictView shown) {
        return Shown.escaped(Shown.cut(shown.name(), 80) + ": " + shown.outcome()
                + (shown.why().isEmpty() ? "" : " (" + shown.why().replace('_', ' ') + ")") + ", data_drift_value "
                + shown.drift() + (shown.chance().equals("–") ? "" : ", chance " + shown.chance()) + ", " + shown.at());
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
