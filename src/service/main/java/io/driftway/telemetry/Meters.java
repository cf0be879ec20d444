package io.driftway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lists every meter of this project: name, kind, base unit, description, tags. A test checks {@code docs/metrics.md} against it. */
@SuppressWarnings("ImmutableEnumChecker")
public enum Meters {
    DATA_DRIFT_VALUE(
            "data_drift_value",
            Kind.GAUGE,
            "Share of drifted columns of the newest batch, in [0, 1]; NaN if its verdict is inconclusive or broken"),
    DRIFTED_COLUMNS_COUNT(
            "drifted_columns_count",
            Kind.GAUGE,
            "Drifted columns of the newest batch; NaN if its verdict is inconclusive or broken"),
    MISSING_VALUE_COUNT("missing_value_count", Kind.GAUGE, "Missing cells of the newest batch"),
    MODEL_INFO("driftway.model", Kind.INFO, "The champion in service", "model", "reference", "sequence"),
    ROWS("driftway.rows", Kind.COUNTER, "Rows scored, by verdict", "result"),
    BATCHES("driftway.batches", Kind.COUNTER, "Batches ended, by how", "result"),
    STAGE_DURATION("driftway.stage.duration", Kind.TIMER, "Time a stage took", "stage"),
    LAST_VERDICT(
            "driftway.last.verdict.timestamp.seconds", Kind.GAUGE, "When the newest verdict was reached, Unix time"),
    VERDICT("driftway.verdict", Kind.GAUGE, "1 for the state of the newest verdict, 0 for every other state", "state"),
    INCONCLUSIVE_RUN(
            "driftway.inconclusive.run",
            Kind.GAUGE,
            "Inconclusive verdicts in a row up to the newest verdict; 0 if that one is not inconclusive"),
    DECISION_THRESHOLD(
            "driftway.decision.threshold",
            Kind.GAUGE,
            "What decided the newest verdict: a share above it is a breach under the rule threshold, a p-value at or below it is more than chance under the rule evidence",
            "rule"),
    DECISION_P_VALUE(
            "driftway.decision.p.value",
            Kind.GAUGE,
            "Probability that chance moves a window as far, newest verdict, by the length of the window in batches",
            "scale"),
    DECISION_LEVEL(
            "driftway.decision.level",
            Kind.GAUGE,
            "Level of that probability: at or below it the window shows more than chance",
            "scale"),
    DECISION_SPENT(
            "driftway.decision.spent.requests",
            Kind.GAUGE,
            "Requests for retraining that chance makes in all looks since the reference, in expectation, as of the newest verdict"),
    BUDGET(
            "driftway.false.alarm.budget.per.year",
            Kind.GAUGE,
            "Requests for retraining that chance may make in a year"),
    CAUSES("driftway.cause", Kind.COUNTER, "Batches that are not stable, by cause", "cause"),
    FEED_FAULTS(
            "driftway.feed.faults",
            Kind.COUNTER,
            "Batches whose feed is broken, by fault; a batch with several faults counts for each",
            "fault"),
    BACKLOG("driftway.backlog.batches", Kind.GAUGE, "Batches in the inbox without a terminal record"),
    OLDEST_PENDING("driftway.oldest.pending.seconds", Kind.GAUGE, "Age of the oldest of them"),
    STORE_UP("driftway.store.up", Kind.GAUGE, "0 when no listing of the inbox was answered for a minute, 1 otherwise"),
    CLOCK_SKEW(
            "driftway.clock.skew.seconds",
            Kind.GAUGE,
            "How much later it is at the store than on this machine; 0 up to five seconds"),
    IGNORED("driftway.ignored.blobs", Kind.GAUGE, "Blobs in the inbox whose name says that they are no batch"),
    QUEUE_MESSAGES(
            "driftway.queue.messages",
            Kind.COUNTER,
            "Messages received from the queue of driftway.queue.name, by result: looked (at the batches that it names), ignored (it names none) or set_aside",
            "result"),
    WINDOWS(
            "driftway.windows",
            Kind.COUNTER,
            "Windows of a stream, by result: written, there (already, with the same bytes), empty (without a row) or differs (another content has its name)",
            "result"),
    WINDOW_RECORDS(
            "driftway.window.records",
            Kind.COUNTER,
            "Records of windows that were written, by result: row, tombstone (no value) or set_aside (no row)",
            "result"),
    WINDOW_LOST("driftway.window.lost.offsets", Kind.COUNTER, "Offsets that a topic deleted before they were read"),
    WINDOW_LAG(
            "driftway.window.lag.offsets",
            Kind.GAUGE,
            "Offsets of the partitions of this process that are in no written window yet"),
    FEATURE_SCORE(
            "driftway.feature.drift.score",
            Kind.GAUGE,
            "Drift score of a feature in the newest batch",
            "feature",
            "method"),
    FEATURE_THRESHOLD("driftway.feature.drift.threshold", Kind.GAUGE, "Threshold of that score", "feature", "method"),
    FEATURE_SEVERITY(
            "driftway.feature.drift.severity",
            Kind.GAUGE,
            "How far the score is past its threshold: 1 and more is a breach, whatever the direction of the method",
            "feature"),
    FEATURE_MISSING(
            "driftway.feature.missing.ratio",
            Kind.GAUGE,
            "Missing cells of a feature in the newest batch, share of its rows",
            "feature"),
    FEATURE_UNSEEN(
            "driftway.feature.unseen.category.ratio",
            Kind.GAUGE,
            "Rows of the newest batch whose category the model has never seen, share of its rows",
            "feature"),
    PREDICTION_DRIFT(
            "driftway.prediction.drift.value",
            Kind.GAUGE,
            "Drift score of the predicted probabilities, newest batch; NaN if its verdict is inconclusive or broken"),
    PREDICTION_PROBABILITY("driftway.prediction.probability", Kind.SUMMARY, "Predicted probabilities"),
    DECISIONS("driftway.decisions", Kind.COUNTER, "Decisions about retraining, by result", "result"),
    NOTIFICATIONS(
            "driftway.notifications",
            Kind.COUNTER,
            "Breaches handed to the address of driftway.notify.uri, by result: sent or failed",
            "result"),
    RETRAIN_JOBS(
            "driftway.retrain.jobs",
            Kind.COUNTER,
            "Retraining Jobs, by result: created, refused (each attempt to create it), unscheduled (there, and without a pod that runs) or failed",
            "result"),
    RETRAIN_OBSTACLES(
            "driftway.retrain.obstacles",
            Kind.GAUGE,
            "Retrainings that something keeps from running at this moment, by reason",
            "reason"),
    RETRAIN_DURATION(
            "driftway.retrain.duration.seconds",
            Kind.GAUGE,
            "How long the newest retraining took that has ended, from its Job to its end"),
    RETRAIN_HELD(
            "driftway.retrain.held",
            Kind.GAUGE,
            "1 while a verdict asks for retraining and none begins, by reason: off, awaiting_approval, running, no_new_rows, no_new_breach, cooldown, daily_cap, weekly_cap or unreadable",
            "reason"),
    RETRAIN_AWAITING(
            "driftway.retrain.awaiting.approval",
            Kind.GAUGE,
            "Challengers that passed the gate and await a person's approval"),
    PROMOTIONS("driftway.model.promotions", Kind.COUNTER, "New champions, by result: swapped or refused", "result"),
    SPANS(
            "driftway.spans",
            Kind.COUNTER,
            "Spans of this process that ended, by result: exported, or dropped because the collector did not take them",
            "result"),
    LOG_LINES_HELD_BACK(
            "driftway.log.lines.held.back",
            Kind.COUNTER,
            "Warnings and errors that were not logged, because the log said the same cause less than a minute before"),
    QUARANTINED("driftway.quarantined", Kind.COUNTER, "Batches and files of labels set aside, by reason", "reason"),
    WARNINGS(
            "driftway.warnings",
            Kind.COUNTER,
            "Batches that have their verdict with something worth counting, by code; meters that were not exported, as series_limit",
            "code"),
    LABELS("driftway.labels", Kind.COUNTER, "Late labels, by what became of them", "result"),
    LOGINS(
            "driftway.hawtio.refused.logins",
            Kind.COUNTER,
            "Logins to Hawtio that were refused, by result: wrong (name or password), or locked (out, after too many wrong ones)",
            "result"),
    PERFORMANCE(
            "driftway.model.performance",
            Kind.GAUGE,
            "How the champion does, by metric; basis realized: by the labels of the batches in the window; estimated: expected of the newest batch, without labels; held_out: when it was trained",
            "metric",
            "basis");

    /** What kind of meter. */
    public enum Kind {
        GAUGE,
        COUNTER,
        TIMER,
        SUMMARY,
        INFO
    }

    private final String meter;
    private final Kind kind;
    private final String description;
    private final List<String> tags;

    Meters(String meter, Kind kind, String description, String... tags) {
        this.meter = meter;
        this.kind = kind;
        this.description = description;
        this.tags = List.of(tags);
    }

    public String meter() {
        return meter;
    }

    public String description() {
        return description;
    }

    public List<String> tags() {
        return tags;
    }

    /** The name under which Prometheus sees it. */
    public String exported() {
        String name = meter.replace('.', '_');
        return switch (kind) {
            case GAUGE, SUMMARY -> name;
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds";
            case INFO -> name + "_info";
        };
    }

    /** Registers the gauge that shows this. */
    public void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        Gauge.builder(meter, value)
                .description(description)
                .tags(tagged(values))
                .strongReference(true)
                .register(registry);
    }

    void count(MeterRegistry registry, double amount, String... values) {
        Counter.builder(meter)
                .description(description)
                .tags(tagged(values))
                .register(registry)
                .increment(amount);
    }

    private List<Tag> tagged(String... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Tag.of(tags.get(i), values[i]))
                .toList();
    }
}
