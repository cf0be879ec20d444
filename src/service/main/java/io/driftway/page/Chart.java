package io.driftway.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Two distributions over the same bins, side by side, as SVG that needs no script, no font and no file beside it. Colours come from the page's style.
 *
 * @param id of this chart on its page
 * @param of what is drawn, for who does not see it
 * @param bins what each holds
 * @param reference share of each, in [0, 1]
 * @param current share of each, in [0, 1]
 */
record Chart(String id, String of, List<String> bins, List<Double> reference, List<Double> current) {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 120;
    private static final int FOOT = 18;
    private static final double GAP = 0.2;
    private static final int LONGEST_LABEL = 24;

    String svg() {
        double most = Math.max(highest(reference), highest(current));
        if (!(most > 0)) {
            return "";
        }
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s\"><title id=\"%s\">%s</title>",
                WIDTH,
                HEIGHT,
                id,
                id,
                Shown.escaped(description())));
        double step = (double) WIDTH / bins.size();
        for (int bin = 0; bin < bins.size(); bin++) {
            double left = bin * step + step * GAP / 2;
            double width = step * (1 - GAP) / 2;
            bar(svg, "r", left, width, reference.get(bin) / most);
            bar(svg, "c", left + width, width, current.get(bin) / most);
        }
        int floor = HEIGHT - FOOT;
        svg.append(String.format(Locale.ROOT, "<path class=\"axis\" d=\"M0 %d.5H%d\"/>", floor, WIDTH));
        svg.append("<text x=\"0\" y=\"")
                .append(HEIGHT - 4)
                .append("\">")
                .append(label(bins.getFirst()))
                .append("</text>");
        if (bins.size() > 1) {
            svg.append("<text x=\"")
                    .append(WIDTH)
                    .append("\" y=\"")
                    .append(HEIGHT - 4)
                    .append("\" text-anchor=\"end\">")
                    .append(label(bins.getLast()))
                    .append("</text>");
        }
        return svg.append("</svg>").toString();
    }

    private static double highest(List<Double> shares) {
        return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static void bar(StringBuilder svg, String side, double left, double width, double height) {
        if (height > 0) {
            double pixels = Math.max(1, height * (HEIGHT - FOOT - 4));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    side,
                    left,
                    HEIGHT - FOOT - pixels,
                    width,
                    pixels));
        }
    }

    private static String label(String bin) {
        return Shown.escaped(Shown.cut(bin, LONGEST_LABEL));
    }

    /** What an eye would see first: where most is, on either side. */
    private String description() {
        return of + ". Reference: most in " + commonest(reference) + ". Current: most in " + commonest(current) + ".";
    }

    private String commonest(List<Double> shares) {
        int most = IntStream.range(0, shares.size())
                .reduce((one, other) -> shares.get(other) > shares.get(one) ? other : one)
                .orElse(0);
        return Shown.cut(bins.get(most), LONGEST_LABEL) + ", " + Shown.percent(shares.get(most));
    }
}
