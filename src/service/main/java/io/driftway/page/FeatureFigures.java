package io.driftway.page;

import io.driftway.core.ledger.EndedBatch;
import io.driftway.core.model.ScoredBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the figures of each feature in stored reports, for pages that show many batches. A report never changes, so it is read once. The figures of the reports that were looked at last stay in
 * memory, at most {@value #MOST} in all, of about 100 bytes each.
 */
final class FeatureFigures {

    static final int MOST = 200_000;

    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * What a report says of one feature.
     *
     * @param method the statistic
     * @param value NaN where there is none
     * @param threshold in the unit of the value
     * @param reason why there is no value; empty where there is one
     * @param missing share of missing cells, in [0, 1]
     * @param unseen share of cells in a category that the model has never seen, in [0, 1]; NaN for a number
     */
    record Figures(
            String method,
            double value,
            double threshold,
            boolean drifted,
            String reason,
            double missing,
            double unseen) {

        boolean tested() {
            return !Double.isNaN(value);
        }

        /** How far the value has gone towards its threshold: at least 1 when it is drift. */
        double severity() {
            return FeatureView.severity(method, value, threshold);
        }
    }

    /**
     * What is known of some batches.
     *
     * @param features of each batch whose report was read, by its id: the figures by the name of the feature, in the order of the report
     * @param unread how many reports are still being read
     * @param fault why a report could not be read, in one line; null where all could
     */
    record Answer(
            Map<String, Map<String, Figures>> features,
            int unread,
            @Nullable String fault) {}

    private final Function<EndedBatch, Optional<JsonPart>> report;
    private final ExecutorService readers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("reports-", 1).factory());
    private final Map<String, Map<String, Figures>> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, CompletableFuture<Map<String, Figures>>> reading = new HashMap<>();
    private int held;

    /** @param report reads the report of a batch; empty where it is gone */
    FeatureFigures(Function<EndedBatch, Optional<JsonPart>> report) {
        this.report = report;
    }

    /** Reads the reports of these batches that were not read, for at most three seconds. What comes later is there for the next who asks. */
    Answer of(List<EndedBatch> batches) {
        List<CompletableFuture<Map<String, Figures>>> asked =
                batches.stream().map(this::ask).toList();
        CompletableFuture<?> all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        try {
            all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException partly) {
            // The page shows the reports that were read, and names the reason for the others.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        Map<String, Map<String, Figures>> found = new HashMap<>();
        String fault = null;
        int unread = 0;
        for (int i = 0; i < asked.size(); i++) {
            CompletableFuture<Map<String, Figures>> one = asked.get(i);
            switch (one.state()) {
                case SUCCESS -> found.put(batches.get(i).batchId(), one.resultNow());
                case RUNNING -> unread++;
                case FAILED, CANCELLED -> fault = LastKnown.line(one.exceptionNow());
            }
        }
        return new Answer(found, unread, fault);
    }

    private synchronized CompletableFuture<Map<String, Figures>> ask(EndedBatch batch) {
        Map<String, Figures> figures = known.get(batch.batchId());
        if (figures != null) {
            return CompletableFuture.completedFuture(figures);
        }
        return reading.computeIfAbsent(
                batch.batchId(), id -> CompletableFuture.supplyAsync(() -> read(batch), readers));
    }

    private Map<String, Figures> read(EndedBatch batch) {
        try {
            Map<String, Figures> figures =
                    report.apply(batch).map(FeatureFigures::figures).orElse(Map.of());
            keep(batch.batchId(), figures);
            return figures;
        } finally {
            synchronized (this) {
                reading.remove(batch.batchId());
            }
        }
    }

    private synchronized void keep(String batchId, Map<String, Figures> figures) {
        known.put(batchId, figures);
        held += 1 + figures.size();
        Iterator<Map<String, Figures>> eldest = known.values().iterator();
        while (held > MOST && known.size() > 1) {
            held -= 1 + eldest.next().size();
            eldest.remove();
        }
    }

    static Map<String, Figures> figures(JsonPart report) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (JsonPart column : report.parts("columns")) {
            figures.put(column.text("name"), figures(column, report));
        }
        if (report.part("prediction").has("method")) {
            figures.putIfAbsent(ScoredBatch.PREDICTION, figures(report.part("prediction"), report));
        }
        return figures;
    }

    private static Figures figures(JsonPart column, JsonPart report) {
        long rows = report.part("dataset").count("rows_current");
        return new Figures(
                column.text("method").intern(),
                column.number("value"),
                column.number("threshold"),
                column.flag("drifted"),
                column.text("reason"),
                rows == 0 ? 0 : (double) column.count("missing_current") / rows,
                report.part("unseen_category_ratio").number(column.text("name")));
    }
}
