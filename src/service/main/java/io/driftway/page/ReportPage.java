package io.driftway.page;

import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.drift.Distribution;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.ScoredBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A drift report as one HTML file that needs nothing beside it: no script, no font, no picture from elsewhere. Its size depends on the number of
 * columns and not on that of rows; the first {@value #MOST_DRAWN} have a chart, and {@value #MOST_LISTED} a line.
 */
public final class ReportPage {

    private static final Template TEMPLATE = new Template("report");

    private static final int MOST_DRAWN = 60;

    /** So many columns have a line in the table; with more the page would be no page. */
    private static final int MOST_LISTED = 1_000;

    private ReportPage() {}

    /**
     * Of two files.
     *
     * @param name of what was compared
     * @param attribution what moved the predictions; null where nobody asked
     * @param distributions of the columns, for their charts
     * @param verdict on the report
     */
    public static String of(
            String name,
            DriftReport report,
            @Nullable AttributionDrift attribution,
            Map<String, Distribution> distributions,
            Verdict verdict) {
        return of(name, ReportFigures.of(report, attribution, distributions), verdict);
    }

    /**
     * Of two files, from a report as {@code compare --format json} has it, with {@code distributions}.
     *
     * @param name of what was compared
     * @param verdict on the report
     */
    public static String of(String name, Map<?, ?> report, Verdict verdict) {
        return render(name, JsonPart.of(report), verdict, null, List.of(), Beside.NONE, List.of(), "");
    }

    /**
     * Of a batch, as it was stored. What an older release did not write is not shown.
     *
     * @param window the reports of the other batches that were judged together with it, the oldest first
     * @param beside the reports of the batches that were judged just before and just after it
     * @param links to the other pages
     * @param away the sentence about a store that does not answer; empty if it answers
     */
    static String of(
            VerdictRecord record, Map<?, ?> report, List<Link> window, Beside beside, List<Link> links, String away) {
        return render(
                record.source().name(), JsonPart.of(report), record.judged(), record, window, beside, links, away);
    }

    /**
     * The batches beside one in the order of time.
     *
     * @param previous null where there is none, or none is known
     * @param next likewise
     */
    record Beside(@Nullable Link previous, @Nullable Link next) {

        static final Beside NONE = new Beside(null, null);
    }

    private static String render(
            String name,
            JsonPart report,
            Verdict verdict,
            @Nullable VerdictRecord record,
            List<Link> window,
            Beside beside,
            List<Link> links,
            String away) {
        Judgement judgement = Judgement.of(report, verdict, record);
        List<JsonPart> columns = report.parts("columns");
        List<FeatureView> features = IntStream.range(0, columns.size())
                .mapToObj(i -> FeatureView.of(i, columns.get(i), report, record == null ? "" : record.batchId()))
                .sorted(Comparator.comparingDouble(FeatureView::rank).reversed())
                .toList();
        Map<String, Object> shown = new HashMap<>();
        shown.put("name", name);
        shown.put("away", away.isEmpty() ? null : away);
        shown.put("outcome", judgement.outcome());
        shown.put("verdict", judgement.verdict());
        shown.put("sentence", judgement.sentence());
        shown.put("decided", judgement.decided());
        shown.put("window", window);
        shown.put("windowed", !window.isEmpty());
        shown.put("cards", cards(report));
        shown.put("prediction", prediction(report, record));
        shown.put("attribution", attribution(report.part("attribution")));
        shown.put("performance", performance(report));
        shown.put(
                "order",
                report.part("importance").names().isEmpty()
                        ? "The most severe first."
                        : "By severity times importance: how far a feature has moved, and how much the model leans on it.");
        shown.put("features", features.subList(0, Math.min(MOST_DRAWN, features.size())));
        shown.put("all", features.subList(0, Math.min(MOST_LISTED, features.size())));
        shown.put("more", features.size() > MOST_LISTED ? Shown.count(features.size() - (long) MOST_LISTED) : "");
        shown.put("origins", record == null ? List.of() : origins(record));
        shown.put("pages", record == null ? List.of() : Link.pages(""));
        shown.put("beside", beside != Beside.NONE);
        shown.put("previous", beside.previous());
        shown.put("next", beside.next());
        shown.put("links", links);
        return TEMPLATE.render(shown);
    }

    private record Card(String label, String value, String note) {}

    private static List<Card> cards(JsonPart report) {
        JsonPart dataset = report.part("dataset");
        List<Card> cards = new ArrayList<>(List.of(
                new Card(
                        "Drifted columns",
                        dataset.count("drifted_columns_count") + " of " + dataset.count("tested_columns"),
                        "data_drift_value " + Shown.figure(dataset.number("data_drift_value"))),
                new Card(
                        "Rows",
                        Shown.count(dataset.count("rows_current")),
                        "against " + Shown.count(dataset.count("rows_reference"))),
                new Card("Missing cells", Shown.count(dataset.count("missing_value_count")), "in the current rows")));
        if (report.part("prediction").has("value")) {
            cards.add(new Card(
                    "Predictions",
                    report.part("prediction").flag("drifted") ? "drifted" : "no drift",
                    report.part("prediction").text("method") + " "
                            + Shown.score(
                                    report.part("prediction").text("method"),
                                    report.part("prediction").number("value"))));
        }
        return cards;
    }

    private static @Nullable Map<String, Object> prediction(JsonPart report, @Nullable VerdictRecord record) {
        String chart = FeatureView.chart("p", ScoredBatch.PREDICTION, report);
        JsonPart score = report.part("prediction");
        if (chart.isEmpty()) {
            return null;
        }
        return Map.of(
                "history",
                record == null
                        ? ""
                        : Link.feature(ScoredBatch.PREDICTION, record.batchId()).address(),
                "chart",
                chart,
                "sentence",
                score.has("value")
                        ? "The predicted probabilities "
                                + (score.flag("drifted") ? "have drifted" : "have not drifted") + " ("
                                + FeatureView.said(
                                        score.text("method"), score.number("value"), score.number("threshold"))
                                + ")."
                        : "Whether they have drifted cannot be told: " + score.text("reason") + ".");
    }

    private record Attributed(String name, String reference, String current, String move, String p) {}

    private static @Nullable Map<String, Object> attribution(JsonPart attribution) {
        if (attribution.names().isEmpty()) {
            return null;
        }
        boolean tested = attribution.has("threshold");
        return Map.of(
                "sentence",
                "The mean log-odds moved from " + Shown.figure(attribution.number("margin_reference")) + " to "
                        + Shown.figure(attribution.number("margin_current")) + "."
                        + (tested ? " " + leaning(attribution) : ""),
                "tested",
                tested,
                "features",
                attribution.parts("features").stream()
                        .limit(MOST_LISTED)
                        .map(feature -> new Attributed(
                                feature.text("name"),
                                Shown.figure(feature.number("reference")),
                                Shown.figure(feature.number("current")),
                                Shown.figure(feature.number("move")),
                                Shown.chance(feature.number("p_value"))))
                        .toList());
    }

    private static String leaning(JsonPart attribution) {
        return attribution.has("ndcg")
                ? "The model leans on " + (attribution.flag("drifted") ? "other" : "the same") + " features: NDCG "
                        + Shown.figure(attribution.number("ndcg")) + ", threshold "
                        + Shown.figure(attribution.number("threshold")) + "."
                : "Whether the model leans on other features cannot be told.";
    }

    private static @Nullable Map<String, Object> performance(JsonPart report) {
        JsonPart estimate = report.part("performance_estimate");
        if (estimate.names().isEmpty()) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        if (estimate.has("reason")) {
            lines.add("No estimate: " + estimate.text("reason") + ".");
        }
        estimate.part("figures").names().forEach((name, band) -> {
            JsonPart figures = JsonPart.of(band);
            lines.add(name + " " + Shown.figure(figures.number("expected")) + " (" + Shown.figure(figures.number("low"))
                    + " to " + Shown.figure(figures.number("high")) + ")");
        });
        return Map.of("lines", lines);
    }

    private record Origin(String label, String value) {}

    private static List<Origin> origins(VerdictRecord verdict) {
        List<Origin> origins = new ArrayList<>(List.of(
                new Origin("Batch", verdict.batchId()),
                new Origin("Content, sha256", verdict.contentSha256()),
                new Origin(
                        "Model",
                        verdict.champion().model() + ", promotion "
                                + verdict.champion().sequence()),
                new Origin("Reference", verdict.champion().reference()),
                new Origin("Predictions", verdict.predictions()),
                new Origin("Decided", Shown.time(verdict.decidedAt()) + ", by Driftway " + verdict.version())));
        if (verdict.traceparent() != null) {
            origins.add(new Origin("Trace", Shown.traceId(verdict.traceparent())));
        }
        return origins;
    }
}
