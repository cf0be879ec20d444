package io.driftway.telemetry;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Sentence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.labels.LabelRefresh;
import io.driftway.core.labels.WindowPerformance;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.LabelFileRecord;
import io.driftway.core.ledger.RefusedChampion;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.Obstacle;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events: updates the metrics, and writes a log line for each end of a batch. */
public final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Duration UNANSWERED_MEANS_DOWN = Duration.ofMinutes(1);

    /** A line of the log names so many columns. */
    private static final int COLUMNS_LOGGED = 8;

    private final MeterRegistry registry;
    private final FeatureGauges features;
    private final ModelInfo model;
    private final Clock clock;
    private final PredictedProbabilities probabilities;
    private final PerformanceGauges performance;
    private final DecisionGauges decision;
    private final RetrainObstacles obstacles;

    private volatile @Nullable VerdictRecord newest;
    private volatile @Nullable Episode retrained;
    private volatile List<String> awaiting = List.of();
    /** When the first listing of the inbox was asked for that has not been answered by any since. */
    private volatile @Nullable Instant unanswered;

    private volatile @Nullable Instant answered;

    private volatile long ignored;
    /** By batch, when it was last modified. */
    private final Map<String, Instant> pending = new ConcurrentHashMap<>();

    private volatile Predicate<String> ended = batchId -> false;
    private volatile int inconclusiveRun;
    private volatile String unscheduledSaid = "";

    public Publisher(
            MeterRegistry registry,
            FeatureGauges features,
            ModelInfo model,
            PredictedProbabilities probabilities,
            Clock clock) {
        this.registry = registry;
        this.features = features;
        this.model = model;
        this.clock = clock;
        this.probabilities = probabilities;
        this.performance = new PerformanceGauges(registry);
        this.decision = new DecisionGauges(registry);
        this.obstacles = new RetrainObstacles(registry);
        gauge(Meters.STORE_UP, () -> storeIsUp() ? 1 : 0);
        gauge(Meters.IGNORED, () -> ignored);
        gauge(Meters.BACKLOG, this::backlog);
        gauge(Meters.OLDEST_PENDING, this::oldestPendingSeconds);
        gauge(Meters.RETRAIN_AWAITING, () -> awaiting.size());
        gauge(Meters.INCONCLUSIVE_RUN, () -> inconclusiveRun);
        beginAtZero();
    }

    /** A counter that begins with its first event does not increase by it, for Prometheus; one that was 0 before does. */
    private void beginAtZero() {
        Verdict.OUTCOMES.forEach(outcome -> {
            Meters.ROWS.count(registry, 0, outcome);
            Meters.BATCHES.count(registry, 0, outcome);
        });
        Meters.BATCHES.count(registry, 0, "quarantined");
        Stream.of("retrain", "none").forEach(result -> Meters.DECISIONS.count(registry, 0, result));
        Stream.of("created", "refused", "unscheduled", "failed")
                .forEach(result -> Meters.RETRAIN_JOBS.count(registry, 0, result));
        Stream.of("sent", "failed").forEach(result -> Meters.NOTIFICATIONS.count(registry, 0, result));
        Stream.of("looked", "ignored", "set_aside").forEach(result -> Meters.QUEUE_MESSAGES.count(registry, 0, result));
        Stream.of("swapped", "refused").forEach(result -> Meters.PROMOTIONS.count(registry, 0, result));
        Stream.of("wrong", "locked").forEach(result -> Meters.LOGINS.count(registry, 0, result));
        Stream.of("joined", "replaced", "unmatched").forEach(result -> Meters.LABELS.count(registry, 0, result));
        Stream.of(Reason.values()).forEach(reason -> Meters.QUARANTINED.count(registry, 0, reason.code()));
        Stream.of(WarningCode.values()).forEach(warning -> Meters.WARNINGS.count(registry, 0, warning.code()));
        Stream.of(Cause.values()).forEach(cause -> Meters.CAUSES.count(registry, 0, cause.code()));
        Stream.of(Fault.Kind.values()).forEach(fault -> Meters.FEED_FAULTS.count(registry, 0, fault.code()));
    }

    private void gauge(Meters meter, Supplier<Number> value) {
        meter.gauge(registry, value);
    }

    /** @param ended tells of a batch whether it is known to have ended, so that it counts as waiting no more */
    public void endings(Predicate<String> ended) {
        this.ended = ended;
    }

    private long backlog() {
        return pending.keySet().stream().filter(ended.negate()).count();
    }

    private double oldestPendingSeconds() {
        return pending.entrySet().stream()
                .filter(entry -> !ended.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .min(Comparator.naturalOrder())
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
    }

    private boolean storeIsUp() {
        Instant asked = unanswered;
        return asked == null || clock.instant().isBefore(asked.plus(UNANSWERED_MEANS_DOWN));
    }

    /** The inbox is about to be listed. */
    public synchronized void asked() {
        if (unanswered == null) {
            unanswered = clock.instant();
        }
    }

    /** What is in the inbox. */
    public void listed(List<BlobVersion> blobs) {
        unanswered = null;
        answered = clock.instant();
        ignored = blobs.stream().filter(BlobVersion::isJunk).count();
    }

    /**
     * What is known of the inbox.
     *
     * @param backlog batches without an ending, by the newest listing
     * @param answered when it was listed; null before the first listing
     * @param unanswered when the first listing was asked for that none has answered since; null if there is none
     */
    public record Inbox(
            long backlog,
            @Nullable Instant answered,
            @Nullable Instant unanswered) {}

    public Inbox inbox() {
        return new Inbox(backlog(), answered, unanswered);
    }

    /** What waits in the inbox, as far as it is known. */
    public void backlog(List<BlobVersion> waiting) {
        pending.keySet().retainAll(waiting.stream().map(BlobVersion::batchId).collect(Collectors.toSet()));
        alsoPending(waiting);
    }

    /** What waits beside what is known. */
    public void alsoPending(List<BlobVersion> waiting) {
        pending.keySet().removeIf(ended);
        waiting.forEach(blob -> pending.put(blob.batchId(), blob.lastModified()));
    }

    /** A batch has its verdict. Only the verdict that counts is published, so that no batch is counted twice. */
    public void verdict(Committed decided) {
        if (!decided.first()) {
            return;
        }
        VerdictRecord verdict = decided.verdict();
        Compared compared = decided.compared();
        restore(verdict, BatchFigures.of(compared));
        probabilities.add(compared.predictions());
        Meters.ROWS.count(registry, (double) verdict.dataset().rowsCurrent(), verdict.outcome());
        Meters.BATCHES.count(registry, 1, verdict.outcome());
        Optional.ofNullable(verdict.warnings())
                .orElse(List.of())
                .forEach(warning ->
                        Meters.WARNINGS.count(registry, 1, warning.code().code()));
        Meters.DECISIONS.count(registry, 1, verdict.retrain() ? "retrain" : "none");
        Verdict judged = verdict.judged();
        judged.why().ifPresent(cause -> Meters.CAUSES.count(registry, 1, cause.code()));
        if (judged instanceof Verdict.Broken(var _, List<Fault> faults)) {
            faults.stream()
                    .map(Fault::kind)
                    .distinct()
                    .forEach(fault -> Meters.FEED_FAULTS.count(registry, 1, fault.code()));
        }
        logVerdict(verdict, judged, compared);
        logDrifted(decided);
        Long labelled = verdict.labelled();
        if (labelled != null
                && labelled > 0
                && compared.rows().champion().schema().id().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("batch", verdict.batchId())
                    .addKeyValue("labelled", labelled)
                    .log("the batch's own labels are not joined: the champion's schema names no id to join them by;"
                            + " train it with --id");
        }
    }

    /** Messages were received from the queue of hints. */
    public void received(Hints.Sorted sorted) {
        Meters.QUEUE_MESSAGES.count(registry, sorted.looked().size(), "looked");
        Meters.QUEUE_MESSAGES.count(registry, sorted.ignored(), "ignored");
        Meters.QUEUE_MESSAGES.count(registry, sorted.setAside(), "set_aside");
    }

    /** A breach was handed to the address that wants to know of it, or could not be. */
    public void notified(boolean sent) {
        Meters.NOTIFICATIONS.count(registry, 1, sent ? "sent" : "failed");
    }

    /** Names of columns stand in it, and no cell. */
    private static void logVerdict(VerdictRecord record, Verdict verdict, Compared compared) {
        OptionalDouble chance = verdict.chance();
        LOG.atInfo()
                .addKeyValue("batch", record.batchId())
                .addKeyValue("verdict", record.outcome())
                .addKeyValue("reason", record.reason())
                .addKeyValue("rule", verdict.evidence().rule())
                .addKeyValue("cause", verdict.why().map(Cause::code).orElse(null))
                .addKeyValue("p", chance.isPresent() ? chance.getAsDouble() : null)
                .addKeyValue("window", verdict.evidence().window())
                .addKeyValue(
                        "columns",
                        verdict.columns().stream().limit(COLUMNS_LOGGED).toList())
                .addKeyValue("sentence", Sentence.of(verdict))
                .addKeyValue("model", record.champion().model())
                .addKeyValue("data_drift_value", record.dataset().dataDriftValue())
                .addKeyValue("drifted", drifted(compared))
                .addKeyValue("rows", record.dataset().rowsCurrent())
                .addKeyValue(
                        "estimate", compared.estimate() instanceof PerformanceEstimate.Refused r ? r.reason() : null)
                .log("a batch has its verdict");
    }

    /** One line a feature, so that a feature can be looked for. */
    private void logDrifted(Committed decided) {
        decided.compared().data().scores().stream()
                .filter(DriftScore::drifted)
                .limit(features.most())
                .map(DriftScore.Measured.class::cast)
                .forEach(score -> LOG.atInfo()
                        .addKeyValue("batch", decided.verdict().batchId())
                        .addKeyValue("feature", score.tested().column())
                        .addKeyValue("method", score.tested().method().code())
                        .addKeyValue("score", score.value())
                        .addKeyValue("threshold", score.tested().threshold())
                        .addKeyValue("severity", score.severity())
                        .log("a feature has drifted"));
    }

    private static List<String> drifted(Compared compared) {
        return compared.data().scores().stream()
                .filter(DriftScore::drifted)
                .map(score -> score.tested().column())
                .toList();
    }

    /**
     * Shows a verdict and the figures of its batch, unless a newer one is shown already: after a restart, and for what other replicas do.
     *
     * @param figures null where they are not known
     */
    public synchronized void restore(VerdictRecord verdict, @Nullable BatchFigures figures) {
        VerdictRecord before = newest;
        if (before != null && VerdictLog.BY_TIME.compare(verdict, before) <= 0) {
            return;
        }
        newest = verdict;
        decision.show(verdict.judged().evidence());
        if (before == null) {
            gauge(Meters.DATA_DRIFT_VALUE, () -> judged(VerdictRecord.Dataset::dataDriftValue));
            gauge(Meters.DRIFTED_COLUMNS_COUNT, () -> judged(dataset -> (double) dataset.driftedColumnsCount()));
            gauge(Meters.MISSING_VALUE_COUNT, () -> shown().dataset().missingValueCount());
            gauge(Meters.PREDICTION_DRIFT, () -> judged(VerdictRecord.Dataset::predictionDriftValue));
            Verdict.OUTCOMES.forEach(state ->
                    Meters.VERDICT.gauge(registry, () -> shown().outcome().equals(state) ? 1 : 0, state));
            gauge(Meters.LAST_VERDICT, () -> shown().decidedAt().toEpochMilli() / 1000.0);
        }
        if (figures != null) {
            features.show(figures, verdict.conclusive());
            performance.show(
                    verdict.champion().model(), verdict.outcome().equals("broken") ? Map.of() : figures.estimated());
        }
    }

    /** Whether this verdict, or a newer one, is shown already. */
    boolean shows(VerdictRecord verdict) {
        VerdictRecord shown = newest;
        return shown != null && VerdictLog.BY_TIME.compare(verdict, shown) <= 0;
    }

    /** Shows how long the newest retraining took that has ended, and which await approval. */
    public void episodes(List<Episode> all) {
        obstacles.keepOpen(all);
        List<String> before = awaiting;
        List<Episode> now = all.stream()
                .filter(episode -> episode.state() == Episode.State.AWAITING_APPROVAL)
                .toList();
        awaiting = now.stream().map(Episode::episodeId).toList();
        now.stream().filter(episode -> !before.contains(episode.episodeId())).forEach(episode -> LOG.atWarn()
                .addKeyValue("episode", episode.episodeId())
                .addKeyValue("challenger", episode.challenger())
                .log("a challenger awaits approval; decide with driftway models approve or driftway models reject"));
        all.stream()
                .filter(Episode::ended)
                .max(Comparator.comparing(Episode::endedAt))
                .ifPresent(newestEnded -> {
                    if (retrained == null) {
                        retrained = newestEnded;
                        gauge(Meters.RETRAIN_DURATION, this::retrainSeconds);
                    }
                    retrained = newestEnded;
                });
    }

    private double retrainSeconds() {
        Episode episode = Optional.ofNullable(retrained).orElseThrow();
        return episode.duration().toMillis() / 1000.0;
    }

    private VerdictRecord shown() {
        return Optional.ofNullable(newest).orElseThrow();
    }

    /** A figure of drift of the batch that is shown. Of a batch about which nothing can be said there is none. */
    private double judged(Function<VerdictRecord.Dataset, @Nullable Double> figure) {
        VerdictRecord verdict = shown();
        Double value = verdict.conclusive() ? figure.apply(verdict.dataset()) : null;
        return value == null ? Double.NaN : value;
    }

    /** How many of the newest verdicts, one after the other, say nothing. */
    void inconclusiveRun(int verdicts) {
        inconclusiveRun = verdicts;
    }

    /** A batch was set aside. */
    public void quarantined(Rejection rejection) {
        Meters.QUARANTINED.count(registry, 1, rejection.reason().code());
        Meters.BATCHES.count(registry, 1, "quarantined");
    }

    /** A Job was created for this episode. */
    public void jobCreated(Episode episode) {
        obstacles.clear(episode);
        Meters.RETRAIN_JOBS.count(registry, 1, "created");
        LOG.atInfo()
                .addKeyValue("episode", episode.episodeId())
                .addKeyValue("run", episode.run())
                .log("a retraining job is created");
    }

    /** The Job of this episode could not be created. It counts each attempt, and logs each cause once. */
    public void jobRefused(Episode episode, JobState.Refused job) {
        Meters.RETRAIN_JOBS.count(registry, 1, "refused");
        tell(episode, job.obstacle(), "a retraining job cannot be created");
    }

    /** The Job of this episode could not be looked at. It logs each cause once. */
    public void jobUnseen(Episode episode, JobState.Refused job) {
        tell(episode, job.obstacle(), "a retraining job cannot be looked at");
    }

    /** The Job of this episode has no pod that runs. It counts each Job once, however often it looks, and logs each cause once. */
    public void jobUnscheduled(Episode episode, JobState.Unscheduled job) {
        String run = episode.episodeId() + "/" + episode.run();
        if (!run.equals(unscheduledSaid)) {
            unscheduledSaid = run;
            Meters.RETRAIN_JOBS.count(registry, 1, "unscheduled");
        }
        tell(
                episode,
                job.obstacle(),
                "a retraining job has had no pod that runs for " + job.since().toMinutes() + " minutes");
    }

    /** Nothing is in the way of the Job of this episode. */
    public void jobRuns(Episode episode) {
        obstacles.clear(episode);
    }

    private void tell(Episode episode, Obstacle obstacle, String what) {
        if (obstacles.isNew(episode, obstacle)) {
            LOG.atWarn()
                    .addKeyValue("episode", episode.episodeId())
                    .addKeyValue("run", episode.run())
                    .addKeyValue("reason", obstacle.reason().code())
                    .addKeyValue("cause", obstacle.fault())
                    .addKeyValue("remedy", obstacle.remedy())
                    .log(what);
        }
    }

    /** What keeps this episode from running, as this replica saw it last. */
    public Optional<Obstacle> obstacle(Episode episode) {
        return obstacles.of(episode);
    }

    /** The Job of this episode ended without a result; one that had a result after all is no failure. */
    public void jobFailed(Episode episode) {
        if (episode.state() != Episode.State.FAILED) {
            return;
        }
        Meters.RETRAIN_JOBS.count(registry, 1, "failed");
        LOG.atError()
                .addKeyValue("episode", episode.episodeId())
                .addKeyValue("reason", episode.reason())
                .log("a retraining job failed");
    }

    /** A file of labels was joined. */
    public void labelsJoined(LabelFileRecord record) {
        countLabels("joined", record.joined());
        countLabels("replaced", record.replaced());
        countLabels("unmatched", record.unmatched());
        LOG.atInfo()
                .addKeyValue("file", record.source().name())
                .addKeyValue("labels", record.labels())
                .addKeyValue("joined", record.joined())
                .addKeyValue("replaced", record.replaced())
                .addKeyValue("unmatched", record.unmatched())
                .log("labels are joined");
    }

    private void countLabels(String result, long labels) {
        Meters.LABELS.count(registry, labels, result);
    }

    /** A file of labels was set aside. */
    public void labelsRefused(Rejection rejection) {
        Meters.QUARANTINED.count(registry, 1, rejection.reason().code());
    }

    /** Late batches were looked at, and the window was measured. */
    public void performance(LabelRefresh refreshed) {
        countLabels("joined", refreshed.joined());
        countLabels("replaced", refreshed.replaced());
        WindowPerformance window = refreshed.window();
        if (window != null) {
            restore(window);
        }
    }

    /** Shows the champion's figures, after a restart too. */
    public void restore(WindowPerformance window) {
        performance.show(window.realized());
    }

    /** A champion cannot be put in service; the last good one stays. */
    public void refused(RefusedChampion refused) {
        Meters.PROMOTIONS.count(registry, 1, "refused");
    }

    /** A login to Hawtio was not let in: it was wrong, or came from who is locked out. */
    public void loginRefused(String result) {
        Meters.LOGINS.count(registry, 1, result);
    }

    /** A champion was swapped in. */
    public void promoted(Champion champion) {
        model.show(champion);
        performance.show(champion);
        Meters.PROMOTIONS.count(registry, 1, "swapped");
    }
}
