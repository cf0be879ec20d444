package io.driftway.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A replay as one HTML file that needs nothing beside it: all batches drawn, and a line for each of the first {@value #MOST_LISTED}. */
public final class ReplayPage {

    private static final Template TEMPLATE = new Template("replay");

    /** With more lines the page would be no page. */
    private static final int MOST_LISTED = 1_000;

    /** Of a share; one that decides under the policy {@code threshold} must not lie on the floor. */
    private static final double LEAST_TOP = 0.1;

    /** Rarer ones would press all others to the floor. */
    private static final double LEAST_CHANCE = 1e-12;

    /** Powers of ten. */
    private static final double LEAST_POWERS = 3;

    private ReplayPage() {}

    /**
     * Of the batches of a file.
     *
     * @param name of what was replayed
     * @param summary a sentence on all of them
     * @param batches in their order, each as {@code replay --format jsonl} has it
     */
    public static String of(String name, String summary, List<Map<?, ?>> batches) {
        List<JsonPart> lines = batches.stream().map(JsonPart::new).toList();
        Map<String, Object> shown = new HashMap<>();
        shown.put("name", name);
        shown.put("summary", summary);
        shown.put(
                "shares",
                strip("data_drift_value by batch", lines, batch -> batch.number("data_drift_value"), LEAST_TOP, false));
        boolean chance = lines.stream().anyMatch(batch -> batch.has("p"));
        shown.put(
                "chances",
                chance
                        ? strip("Chance by batch, the rarest on top", lines, ReplayPage::powers, LEAST_POWERS, true)
                        : null);
        shown.put("recorded", lines.stream().anyMatch(batch -> batch.has("recorded")));
        shown.put("batches", lines.stream().limit(MOST_LISTED).map(Line::of).toList());
        shown.put("more", lines.size() > MOST_LISTED ? Shown.count(lines.size() - (long) MOST_LISTED) : "");
        return TEMPLATE.render(shown);
    }

    /** How many powers of ten chance is below 1, as far as it is drawn. */
    private static double powers(JsonPart batch) {
        return -Math.log10(Math.max(LEAST_CHANCE, batch.number("p")));
    }

    private static String strip(
            String of, List<JsonPart> batches, ToDoubleFunction<JsonPart> height, double least, boolean powers) {
        double top = Math.max(
                least,
                1.1
                        * batches.stream()
                                .mapToDouble(height)
                                .filter(Double::isFinite)
                                .max()
                                .orElse(0));
        return new Strip(
                        of,
                        powers ? "1" : "0",
                        powers ? Shown.figure(Math.pow(10, -top)) : Shown.figure(top),
                        batches.stream()
                                .map(batch -> new Strip.Point(
                                        height.applyAsDouble(batch) / top,
                                        batch.text("verdict"),
                                        Line.of(batch).title()))
                                .toList())
                .svg();
    }

    /** A batch in the table. */
    private record Line(
            String batch,
            String rows,
            String verdict,
            String asks,
            String cause,
            String columns,
            String p,
            String window,
            String share,
            List<Recorded> sides) {

        static Line of(JsonPart batch) {
            return new Line(
                    Shown.count(batch.count("batch")),
                    Shown.count(batch.count("rows")),
                    batch.has("verdict") ? batch.text("verdict") : "–",
                    batch.flag("asks") ? "yes" : "no",
                    batch.has("cause") ? batch.text("cause") : "–",
                    batch.texts("columns").stream()
                            .map(column -> Shown.cut(column, 80))
                            .collect(Collectors.joining(", ")),
                    Shown.chance(batch.number("p")),
                    Shown.count(batch.count("window")),
                    Shown.figure(batch.number("data_drift_value")),
                    batch.has("recorded") ? List.of(Recorded.of(batch)) : List.of());
        }

        String title() {
            return "Batch " + batch + ": " + verdict + ", chance " + p + ", data_drift_value " + share;
        }
    }

    /** The recorded verdict beside it. */
    private record Recorded(String word, String said, String name) {

        static Recorded of(JsonPart batch) {
            String word = batch.text("recorded");
            return new Recorded(
                    word, word + (batch.flag("recorded_asks") ? ", asks" : ""), Shown.cut(batch.text("name"), 80));
        }
    }
}
