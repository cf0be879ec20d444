package io.driftway.page;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Batches in the order of time as SVG, a mark for each that leads on: its shape and its colour tell the outcome. Upwards is a value, and its threshold is a dashed line. A mark without
 * a value lies on the floor.
 *
 * @param of what is drawn, for who does not see it
 * @param marks oldest first, at least one
 * @param scale what is upwards
 */
record Plot(String of, List<Mark> marks, Scale scale) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 240;
    private static final int LEFT = 44;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int FOOT = 44;
    private static final int MARK = 6;
    /** Between an edge and the first or last mark, so that a mark covers no label, also as large as on a phone. */
    private static final int INSET = 14;

    private static final int LETTER = 28;

    /**
     * A batch's place.
     *
     * @param value NaN where there is none
     * @param threshold NaN where it decides nothing
     * @param outcome its class, {@code stable} and so on
     * @param at when
     * @param address where it leads
     * @param label the text that a reader sees or hears on it
     */
    record Mark(double value, double threshold, String outcome, Instant at, String address, String label) {}

    /**
     * What is upwards.
     *
     * @param line what stands at the threshold
     */
    record Scale(double floor, double top, String floorSays, String topSays, String line) {

        double y(double value) {
            return HEIGHT
                    - FOOT
                    - (HEIGHT - FOOT - TOP) * ((Double.isNaN(value) ? floor : value) - floor) / (top - floor);
        }
    }

    /** The largest value; 0 where there is none. */
    static double highest(List<Mark> marks) {
        return marks.stream()
                .mapToDouble(Mark::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                Shown.escaped(of)));
        axis(svg, scale.y(scale.floor()), scale.floorSays());
        axis(svg, scale.y(scale.top()), scale.topSays());
        threshold(svg);
        path(svg);
        for (int i = 0; i < marks.size(); i++) {
            point(svg, marks.get(i), x(i), scale.y(marks.get(i).value()));
        }
        text(svg, LEFT, "start", Shown.time(marks.getFirst().at()));
        if (marks.size() > 1) {
            text(svg, WIDTH - RIGHT, "end", Shown.time(marks.getLast().at()));
        }
        return svg.append("</svg>").toString();
    }

    private double x(double i) {
        return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * (marks.size() == 1 ? 0.5 : i / (marks.size() - 1));
    }

    private static void axis(StringBuilder svg, double y, String label) {
        svg.append(String.format(Locale.ROOT, "<path class=\"axis\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT));
        label(svg, y, label);
    }

    private static void label(StringBuilder svg, double y, String label) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, y + 4, label));
    }

    /** A line for each run of marks that were decided by the same threshold; none where it decided nothing. */
    private void threshold(StringBuilder svg) {
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
        if (!Double.isNaN(newest) && isClear(newest)) {
            label(svg, scale.y(newest), scale.line());
        }
    }

    /** Whether what stands at the threshold would cover neither of the other two, also in the large letters of a phone. */
    private boolean isClear(double threshold) {
        double y = scale.y(threshold);
        return Math.min(Math.abs(y - scale.y(scale.floor())), Math.abs(y - scale.y(scale.top()))) >= LETTER;
    }

    private void path(StringBuilder svg) {
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

    private static void point(StringBuilder svg, Mark mark, double x, double y) {
        String label = Shown.escaped(mark.label());
        svg.append(String.format(
                Locale.ROOT,
                "<a href=\"%s\" aria-label=\"%s\"><title>%s</title>%s</a>",
                Shown.escaped(mark.address()),
                label,
                label,
                shape(mark.outcome(), x, y)));
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
