package io.driftway.page;

import io.driftway.core.ledger.EndedBatch;
import io.driftway.core.ledger.EndedBatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All batches that have ended: those that a question finds, page by page. */
final class BatchesPage {

    private static final Template TEMPLATE = new Template("batches");
    private static final int CHAMPIONS = 50;

    private BatchesPage() {}

    private record Row(
            String at,
            String name,
            String address,
            String outcome,
            String why,
            String chance,
            String drift,
            String drifted,
            String rows,
            String model) {

        static Row of(EndedBatch batch) {
            return new Row(
                    Shown.time(batch.endedAt()),
                    batch.name(),
                    batch.outcome().equals(EndedBatch.SUPERSEDED) ? "" : "/reports/" + batch.batchId(),
                    batch.outcome(),
                    batch.why().replace('_', ' '),
                    Shown.chance(batch.chance()),
                    Shown.figure(batch.driftValue()),
                    batch.judged() ? Shown.count(batch.drifted()) + " of " + Shown.count(batch.tested()) : "–",
                    batch.judged() ? Shown.count(batch.rows()) : "–",
                    batch.judged() ? Shown.shortly(batch.model()) : "–");
        }
    }

    private record Choice(String value, String label, boolean selected) {}

    /**
     * The page.
     *
     * @param away tells that the store does not answer; empty if it does
     * @param start what to do where no batch has ended, a sentence each
     */
    static String html(BatchQuery query, EndedBatches.View view, String away, List<String> start, List<Link> links) {
        List<EndedBatch> matching = query.matching(view.batches());
        int pages = query.pages(matching.size());
        boolean none = view.batches().isEmpty();
        Map<String, Object> shown = new HashMap<>();
        shown.put("pages", Link.pages("/batches"));
        shown.put("links", links);
        shown.put("away", away);
        shown.put("reading", !view.whole() && away.isEmpty() ? reading(view) : "");
        shown.put("older", view.whole() ? older(view) : "");
        shown.put("start", none && view.whole() ? start : List.of());
        shown.put("any", !none);
        shown.put("found", found(query, matching.size(), view));
        shown.put("nothing", !none && matching.isEmpty());
        List<Row> rows = query.onPage(matching).stream().map(Row::of).toList();
        shown.put("rows", rows);
        shown.put("listed", !rows.isEmpty());
        shown.put("beyond", !matching.isEmpty() && query.page() > pages);
        shown.put("last", query.address(query.sort(), pages));
        shown.put("name", query.name());
        shown.put("from", query.from() == null ? "" : query.from());
        shown.put("to", query.to() == null ? "" : query.to());
        shown.put("filtered", query.filters());
        shown.put("outcomes", outcomes(query));
        shown.put("champions", champions(query, view));
        shown.put(
                "orders",
                Stream.of(BatchQuery.Order.values())
                        .map(order -> new Choice(order.code(), order.label(), order == query.sort()))
                        .toList());
        shown.put("paged", pages > 1);
        shown.put("page", "Page " + Shown.count(query.page()) + " of " + Shown.count(pages));
        shown.put("previous", query.page() > 1 ? query.address(query.sort(), Math.min(pages, query.page() - 1)) : "");
        shown.put("next", query.page() < pages ? query.address(query.sort(), query.page() + 1) : "");
        return TEMPLATE.render(shown);
    }

    private static String reading(EndedBatches.View view) {
        return "History is still being read, the newest batches first: "
                + Shown.count(view.batches().size())
                + (view.all() > view.batches().size() ? " of " + Shown.count(view.all()) : "")
                + " batches so far. Load the page again to see more.";
    }

    private static String older(EndedBatches.View view) {
        return view.all() > view.batches().size() && !view.batches().isEmpty()
                ? "Driftway holds the newest " + Shown.count(view.batches().size()) + " of "
                        + Shown.count(view.all()) + " batches for this page. The oldest of them ended on "
                        + Shown.time(view.batches().getFirst().endedAt()) + "."
                : "";
    }

    private static String found(BatchQuery query, int matching, EndedBatches.View view) {
        return query.filters()
                ? Shown.count(matching) + " of " + Shown.batches(view.batches().size())
                : Shown.batches(matching);
    }

    private static List<Choice> outcomes(BatchQuery query) {
        List<Choice> choices =
                new ArrayList<>(List.of(new Choice("", "Any", query.outcome().isEmpty())));
        BatchQuery.OUTCOMES.forEach(
                outcome -> choices.add(new Choice(outcome, outcome, outcome.equals(query.outcome()))));
        return choices;
    }

    /** The newest champions, and the one that is asked for. */
    private static List<Choice> champions(BatchQuery query, EndedBatches.View view) {
        Map<String, Long> promotions = new LinkedHashMap<>();
        for (EndedBatch batch : view.batches().reversed()) {
            if (batch.judged() && promotions.size() < CHAMPIONS) {
                promotions.putIfAbsent(batch.model(), batch.promotion());
            }
        }
        List<Choice> choices =
                new ArrayList<>(List.of(new Choice("", "Any", query.champion().isEmpty())));
        if (!query.champion().isEmpty() && !promotions.containsKey(query.champion())) {
            choices.add(new Choice(query.champion(), Shown.shortly(query.champion()), true));
        }
        promotions.forEach((model, promotion) -> choices.add(
                new Choice(model, Shown.shortly(model) + ", promotion " + promotion, model.equals(query.champion()))));
        return choices;
    }

    /**
     * The same as an object for programs.
     *
     * @param fault of the store; null if it answers
     */
    static Map<String, @Nullable Object> json(BatchQuery query, EndedBatches.View view, @Nullable String fault) {
        List<EndedBatch> matching = query.matching(view.batches());
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put(
                "batches",
                query.onPage(matching).stream().map(BatchesPage::json).toList());
        shown.put("page", query.page());
        shown.put("pages", query.pages(matching.size()));
        shown.put("size", query.size());
        shown.put("matching", matching.size());
        shown.put("held", view.batches().size());
        shown.put("all", view.all());
        shown.put("whole", view.whole());
        shown.put("fault", fault);
        return shown;
    }

    static Map<String, @Nullable Object> json(EndedBatch batch) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("batch", batch.batchId());
        shown.put("name", batch.name());
        shown.put("outcome", batch.outcome());
        shown.put("reason", batch.why().isEmpty() ? null : batch.why());
        shown.put("ended_at", batch.endedAt());
        shown.put("model", batch.judged() ? batch.model() : null);
        shown.put("promotion", batch.judged() ? batch.promotion() : null);
        shown.put("rows", batch.judged() ? batch.rows() : null);
        shown.put("data_drift_value", number(batch.driftValue()));
        shown.put("chance", number(batch.chance()));
        shown.put("drifted_columns", batch.judged() ? batch.drifted() : null);
        shown.put("tested_columns", batch.judged() ? batch.tested() : null);
        shown.put("report", batch.judged() ? "/reports/" + batch.batchId() : null);
        return shown;
    }

    /** Null for none: JSON has no NaN. */
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
