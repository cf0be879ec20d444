package io.driftway.page;

import io.driftway.core.ledger.EndedBatch;
import io.driftway.page.FeatureFigures.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One feature over time: how far it drifted in each batch, what was missing or unseen, and how it is spread in one batch.
 *
 * @param name of the feature
 * @param window the batches that are shown
 * @param answer what their reports say
 * @param chosen whose distribution is shown; null where no batch is there
 * @param report of the chosen batch; null where it cannot be read
 */
record FeaturePage(
        String name,
        Window window,
        FeatureFigures.Answer answer,
        @Nullable EndedBatch chosen,
        @Nullable JsonPart report) {

    /** So many batches are shown, and so many reports are read. */
    static final int BATCHES = 100;

    private static final Template TEMPLATE = new Template("feature");
    private static final double LEAST_SHARE = 0.01;

    private record Point(EndedBatch batch, Figures figures) {}

    private record Row(
            String at,
            String name,
            String report,
            String distribution,
            String state,
            String colour,
            String method,
            String value,
            String threshold,
            String severity,
            String missing,
            String unseen) {}

    /**
     * Some of the judged batches.
     *
     * @param batches oldest first
     * @param olderUntil the batch with which the ones before them end; empty where there is none
     * @param newerUntil the batch with which those after them end; empty where there is none
     */
    record Window(List<EndedBatch> batches, String olderUntil, String newerUntil) {

        /**
         * Chooses the batches up to one, or those around one, or the newest.
         *
         * @param judged all of them, oldest first
         * @param until the last that is chosen; empty for the newest
         * @param around where until is empty, one that must be chosen; empty for any
         * @return empty where there is no such batch
         */
        static Optional<Window> of(List<EndedBatch> judged, String until, String around) {
            int end = judged.size();
            if (!until.isEmpty()) {
                end = 1 + place(judged, until);
            } else if (!around.isEmpty()) {
                int place = place(judged, around);
                end = place < 0 ? 0 : place >= end - BATCHES ? end : place + BATCHES / 2;
            }
            if (end == 0 && !judged.isEmpty()) {
                return Optional.empty();
            }
            int begin = Math.max(0, end - BATCHES);
            return Optional.of(new Window(
                    judged.subList(begin, end),
                    begin == 0 ? "" : judged.get(begin - 1).batchId(),
                    end == judged.size()
                            ? ""
                            : judged.get(Math.min(judged.size(), end + BATCHES) - 1)
                                    .batchId()));
        }

        private static int place(List<EndedBatch> judged, String batchId) {
            return IntStream.range(0, judged.size())
                    .filter(i -> judged.get(i).batchId().equals(batchId))
                    .findFirst()
                    .orElse(-1);
        }
    }

    /** The batches whose report has the feature. */
    private List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (EndedBatch batch : window.batches()) {
            Figures figures =
                    answer.features().getOrDefault(batch.batchId(), Map.of()).get(name);
            if (figures != null) {
                points.add(new Point(batch, figures));
            }
        }
        return points;
    }

    /** Tells whether one of the batches has the feature. */
    boolean isKnown() {
        return !points().isEmpty();
    }

    /** Names the features of the newest report that was read. */
    List<String> features() {
        return List.copyOf(newest(window.batches(), answer).keySet());
    }

    /** The features of the newest report that was read. */
    static Map<String, Figures> newest(List<EndedBatch> batches, FeatureFigures.Answer answer) {
        return batches.reversed().stream()
                .map(batch -> answer.features().getOrDefault(batch.batchId(), Map.of()))
                .filter(figures -> !figures.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    private String address(String until) {
        return until.isEmpty() ? "" : Link.feature(name, "until", until);
    }

    String html(String away, List<Link> links) {
        List<Point> points = points();
        boolean unseen =
                points.stream().anyMatch(point -> !Double.isNaN(point.figures().unseen()));
        Map<String, Object> shown = new HashMap<>();
        shown.put("pages", Link.pages(""));
        shown.put("links", links);
        shown.put("name", name);
        shown.put("away", away);
        shown.put("unread", unread(answer));
        shown.put("sentence", sentence(points));
        shown.put("scaled", bySeverity(points) ? "" : points.getLast().figures().method());
        shown.put("drift", drift(points));
        shown.put("missing", share("missing ratio", points, Figures::missing));
        shown.put("unseen", unseen ? share("unseen ratio", points, Figures::unseen) : "");
        shown.put("older", address(window.olderUntil()));
        shown.put("newer", address(window.newerUntil()));
        shown.put("rows", points.reversed().stream().map(this::row).toList());
        shown.put("anyUnseen", unseen);
        if (chosen != null && report != null) {
            shown.put("chosen", chosen.name());
            shown.put("chosenAt", Shown.time(chosen.endedAt()));
            shown.put("chosenReport", "/reports/" + chosen.batchId());
            shown.put("chart", FeatureView.chart("distribution", name, report));
            shown.put("bins", bins(report));
        }
        shown.put(
                "others",
                features().stream()
                        .filter(other -> !other.equals(name) && chosen != null)
                        .map(other -> Link.feature(other, chosen == null ? "" : chosen.batchId()))
                        .toList());
        return TEMPLATE.render(shown);
    }

    /** Says how many reports are not read yet; empty if all are. */
    static String unread(FeatureFigures.Answer answer) {
        return answer.unread() > 0
                ? Shown.count(answer.unread()) + (answer.unread() == 1 ? " report is" : " reports are")
                        + " still being read. Load the page again to see more."
                : "";
    }

    private static String sentence(List<Point> points) {
        long drifted =
                points.stream().filter(point -> point.figures().drifted()).count();
        Figures newest = points.getLast().figures();
        return "Drifted in " + Shown.count(drifted) + " of " + Shown.batches(points.size()) + ". In the newest of them "
                + (newest.tested()
                        ? FeatureView.said(newest.method(), newest.value(), newest.threshold())
                        : "it was not tested: " + newest.reason())
                + ".";
    }

    private Row row(Point point) {
        Figures figures = point.figures();
        return new Row(
                Shown.time(point.batch().endedAt()),
                point.batch().name(),
                "/reports/" + point.batch().batchId(),
                Link.feature(name, point.batch().batchId()).address() + "#distribution-of",
                state(figures),
                outcome(figures),
                figures.method(),
                figures.tested() ? Shown.score(figures.method(), figures.value()) : "–",
                Shown.figure(figures.threshold()),
                figures.tested() ? Shown.figure(figures.severity()) : "–",
                Shown.percent(figures.missing()),
                Shown.percent(figures.unseen()));
    }

    static String state(Figures figures) {
        return !figures.tested() ? "not tested" : figures.drifted() ? "drifted" : "no drift";
    }

    static String outcome(Figures figures) {
        return !figures.tested() ? "inconclusive" : figures.drifted() ? "breach" : "stable";
    }

    /** A p-value becomes smaller with drift, and values of two methods have no unit in common. */
    private static boolean bySeverity(List<Point> points) {
        String method = points.getLast().figures().method();
        return Shown.isPValue(method)
                || points.stream().anyMatch(point -> !point.figures().method().equals(method));
    }

    private String drift(List<Point> points) {
        boolean severity = bySeverity(points);
        List<Plot.Mark> marks = points.stream()
                .map(point -> severity
                        ? mark(point, point.figures().severity(), 1)
                        : mark(point, point.figures().value(), point.figures().threshold()))
                .toList();
        double threshold = marks.getLast().threshold();
        double top = Math.max(2 * threshold, 1.1 * Plot.highest(marks));
        return new Plot(
                        "Drift of " + name + " by batch",
                        marks,
                        new Plot.Scale(0, top, "0", Shown.figure(top), severity ? "1" : Shown.figure(threshold)))
                .svg();
    }

    private String share(String of, List<Point> points, ToDoubleFunction<Figures> share) {
        List<Plot.Mark> marks = points.stream()
                .map(point -> mark(point, share.applyAsDouble(point.figures()), Double.NaN))
                .toList();
        double top = Math.min(1, Math.max(LEAST_SHARE, 1.1 * Plot.highest(marks)));
        return new Plot(
                        Shown.capital(of) + " of " + name + " by batch",
                        marks,
                        new Plot.Scale(0, top, "0 %", Shown.percent(top), ""))
                .svg();
    }

    private static Plot.Mark mark(Point point, double value, double threshold) {
        Figures figures = point.figures();
        return new Plot.Mark(
                value,
                threshold,
                outcome(figures),
                point.batch().endedAt(),
                "/reports/" + point.batch().batchId(),
                Shown.cut(point.batch().name(), 80) + ": "
                        + (figures.tested()
                                ? FeatureView.said(figures.method(), figures.value(), figures.threshold())
                                : "not tested")
                        + ", missing " + Shown.percent(figures.missing())
                        + (Double.isNaN(figures.unseen()) ? "" : ", unseen " + Shown.percent(figures.unseen()))
                        + ", " + Shown.time(point.batch().endedAt()));
    }

    private record Bin(String bin, String reference, String current) {}

    private List<Bin> bins(JsonPart report) {
        JsonPart distribution = report.part("distributions").part(name);
        List<String> bins = distribution.texts("bins");
        List<Double> reference = distribution.shares("reference");
        List<Double> current = distribution.shares("current");
        List<Bin> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(bins.size(), Math.min(reference.size(), current.size())); i++) {
            rows.add(new Bin(bins.get(i), Shown.percent(reference.get(i)), Shown.percent(current.get(i))));
        }
        return rows;
    }

    /** The same as an object for programs, the oldest batch first. */
    Map<String, @Nullable Object> json(@Nullable String fault) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("feature", name);
        shown.put("batches", points().stream().map(FeaturePage::json).toList());
        shown.put("distribution", distribution());
        shown.put("features", features());
        shown.put("unread", answer.unread());
        shown.put("older", window.olderUntil().isEmpty() ? null : address(window.olderUntil()));
        shown.put("newer", window.newerUntil().isEmpty() ? null : address(window.newerUntil()));
        shown.put("fault", fault);
        return shown;
    }

    private static Map<String, @Nullable Object> json(Point point) {
        Figures figures = point.figures();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("batch", point.batch().batchId());
        shown.put("name", point.batch().name());
        shown.put("ended_at", point.batch().endedAt());
        shown.put("method", figures.method());
        shown.put("value", BatchesPage.number(figures.value()));
        shown.put("threshold", figures.threshold());
        shown.put("severity", BatchesPage.number(figures.severity()));
        shown.put("drifted", figures.drifted());
        shown.put("reason", figures.reason().isEmpty() ? null : figures.reason());
        shown.put("missing_ratio", figures.missing());
        shown.put("unseen_ratio", BatchesPage.number(figures.unseen()));
        shown.put("report", "/reports/" + point.batch().batchId());
        return shown;
    }

    private @Nullable Map<String, Object> distribution() {
        if (chosen == null || report == null) {
            return null;
        }
        JsonPart stored = report.part("distributions").part(name);
        return stored.texts("bins").isEmpty()
                ? null
                : Map.of(
                        "batch",
                        chosen.batchId(),
                        "bins",
                        stored.texts("bins"),
                        "reference",
                        stored.shares("reference"),
                        "current",
                        stored.shares("current"));
    }
}
