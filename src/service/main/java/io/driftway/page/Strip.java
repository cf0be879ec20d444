package io.driftway.page;

import java.util.List;
import java.util.Locale;

/**
 * Batches in their order as SVG, a point for each in the colour of its verdict. A point without a height lies on the floor, hollow.
 *
 * @param of what is drawn
 * @param floor what the lowest height means
 * @param ceiling what the greatest height means
 * @param points in the order of time
 */
record Strip(String of, String floor, String ceiling, List<Point> points) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 180;
    private static final int LEFT = 60;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int FOOT = 24;

    /**
     * A batch.
     *
     * @param height in [0, 1], or NaN
     * @param verdict its class
     * @param title the text that a reader sees on the mark
     */
    record Point(double height, String verdict, String title) {}

    String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                Shown.escaped(of)));
        axis(svg, 0, floor);
        axis(svg, 1, ceiling);
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
                    Double.isNaN(point.height()) ? "none" : point.verdict(),
                    LEFT + (WIDTH - LEFT - RIGHT) * (points.size() == 1 ? 0.5 : (double) i / (points.size() - 1)),
                    y(Double.isNaN(point.height()) ? 0 : point.height()),
                    Shown.escaped(point.title())));
        }
        foot(svg, LEFT, "start", "1");
        foot(svg, WIDTH - RIGHT, "end", Shown.count(points.size()));
        return svg.append("</svg>").toString();
    }

    private static double y(double height) {
        return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * height;
    }

    private static void axis(StringBuilder svg, double height, String label) {
        svg.append(String.format(
                Locale.ROOT,
                "<path class=\"axis\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                LEFT,
                y(height),
                WIDTH - RIGHT,
                LEFT - 6,
                y(height) + 4,
                Shown.escaped(label)));
    }

    private static void foot(StringBuilder svg, int x, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, HEIGHT - 6, anchor, text));
    }
}
