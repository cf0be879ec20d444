package io.driftway.page;

import io.driftway.core.ledger.EndedBatch;
import io.driftway.page.FeatureFigures.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The features of the newest report, each with its state and how often it drifted lately. */
final class FeaturesPage {

    private static final Template TEMPLATE = new Template("features");

    private FeaturesPage() {}

    private record Row(
            String name,
            String address,
            String state,
            String colour,
            String drifted,
            String severity,
            String missing) {}

    /** In how many of the batches with this feature it drifted. */
    private record Drifted(long drifted, long batches) {

        static Drifted of(String name, FeatureFigures.Answer answer) {
            List<Figures> all = answer.features().values().stream()
                    .map(figures -> figures.get(name))
                    .filter(Objects::nonNull)
                    .toList();
            return new Drifted(all.stream().filter(Figures::drifted).count(), all.size());
        }
    }

    /**
     * The page.
     *
     * @param batches the newest judged ones, oldest first
     * @param answer what their reports say
     * @param start what to do where no batch has ended, a sentence each; empty where one has, or where that is not known
     */
    static String html(
            List<EndedBatch> batches, FeatureFigures.Answer answer, String away, List<String> start, List<Link> links) {
        List<Row> rows = new ArrayList<>();
        FeaturePage.newest(batches, answer).forEach((name, figures) -> {
            Drifted drifted = Drifted.of(name, answer);
            rows.add(new Row(
                    name,
                    Link.feature(name, batches.getLast().batchId()).address(),
                    FeaturePage.state(figures),
                    FeaturePage.outcome(figures),
                    Shown.count(drifted.drifted()) + " of " + Shown.batches(drifted.batches()),
                    figures.tested() ? Shown.figure(figures.severity()) : "–",
                    Shown.percent(figures.missing())));
        });
        Map<String, Object> shown = new HashMap<>();
        shown.put("pages", Link.pages("/features"));
        shown.put("links", links);
        shown.put("away", away);
        shown.put("unread", FeaturePage.unread(answer));
        shown.put("start", start);
        shown.put("any", !rows.isEmpty());
        if (!rows.isEmpty()) {
            shown.put(
                    "span",
                    "Reports of the newest " + Shown.batches(answer.features().size()) + ", up to "
                            + Shown.time(batches.getLast().endedAt()) + ".");
        }
        shown.put("rows", rows);
        return TEMPLATE.render(shown);
    }

    /**
     * The same as an object for programs.
     *
     * @param fault of the store; null if it answers
     */
    static Map<String, @Nullable Object> json(
            List<EndedBatch> batches, FeatureFigures.Answer answer, @Nullable String fault) {
        List<Map<String, @Nullable Object>> features = new ArrayList<>();
        FeaturePage.newest(batches, answer).forEach((name, figures) -> {
            Drifted drifted = Drifted.of(name, answer);
            Map<String, @Nullable Object> feature = new LinkedHashMap<>();
            feature.put("feature", name);
            feature.put("drifted", figures.drifted());
            feature.put("severity", BatchesPage.number(figures.severity()));
            feature.put("missing_ratio", figures.missing());
            feature.put("drifted_batches", drifted.drifted());
            feature.put("batches", drifted.batches());
            feature.put(
                    "address", Link.feature(name, batches.getLast().batchId()).address());
            features.add(feature);
        });
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("features", features);
        shown.put("unread", answer.unread());
        shown.put("fault", fault);
        return shown;
    }
}
