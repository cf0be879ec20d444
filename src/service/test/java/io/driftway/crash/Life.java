package io.driftway.crash;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RefusedChampion;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.TestTrainer;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Deciding;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.ScoredRows;
import io.driftway.core.pipeline.WarningRules;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.Backoff;
import io.driftway.stage.BatchMemory;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.FailureStage;
import io.driftway.stage.IngestStage;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.PromoteStage;
import io.driftway.stage.QuietPeriod;
import io.driftway.stage.Renewals;
import io.driftway.stage.RetrainStage;
import io.driftway.stage.SupersededVersions;
import io.driftway.stage.Turns;
import io.driftway.store.FolderInbox;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;

/**
 * One process from its start to its end: the stages of the service around its pipeline, a tick at a time, with everything that it remembers in memory.
 * A broken build overrides a step.
 */
class Life {

    /** Bytes that end the process that opens them. */
    static final String POISON = "poison";

    static final Duration CLAIM_TIMEOUT = Duration.ofMinutes(30);
    static final int DEATHS = 20;
    private static final JsonRecords FORMAT = new JsonRecords();
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    final World world;
    final ObjectStore store;
    final Wire.Cut cut;
    final Ledger ledger;
    final ChampionInService champion = new ChampionInService();
    final FolderInbox inbox;
    final Turns turns;
    final IngestStage ingest;
    final FailureStage failures;
    final Pipeline pipeline;
    final Deciding decide;
    final VerdictLog verdicts;
    final Champions champions;
    final RetrainStage retrain;
    final PromoteStage promote;
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Publisher publish;
    final NewestVerdict newest;
    private @Nullable SupersededVersions superseded;

    Life(World world, String replica, Wire.Cut cut) {
        this.world = world;
        this.cut = cut;
        this.store = wired();
        this.ledger = new Ledger(store, FORMAT, new ClaimRules(replica, 5, DEATHS, CLAIM_TIMEOUT), world.clock);
        this.inbox = new FolderInbox(store, World.CONTAINER, "incoming/");
        Backoff backoff = new Backoff(world.clock);
        // Lives follow each other in one thread, where waiting for another never ends.
        this.turns = Turns.inOrder(ledger, backoff, () -> true);
        this.ingest = new IngestStage(
                ledger,
                new Renewals(ledger),
                champion,
                backoff,
                new QuietPeriod(Duration.ZERO, world.clock),
                name -> true,
                turns,
                new BatchMemory(Long.MAX_VALUE),
                Long.MAX_VALUE,
                LargeBatches.none());
        this.failures = new FailureStage(ledger, store, backoff, inbox, () -> {
            throw new Halt("out of memory");
        });
        this.pipeline = new Pipeline(new BatchFormats(Limits.STANDARD)) {
            @Override
            public Compared compare(ScoredRows scored) {
                return super.compare(meanwhile(scored));
            }
        };
        this.decide = new Deciding(
                store,
                ledger,
                new Contents(store, FORMAT),
                new FlowFiles(),
                new DecisionLog(store, FORMAT),
                turns,
                world.policy,
                new WarningRules(50, 0.5, 100),
                world.clock,
                () -> null,
                "test");
        this.verdicts = new VerdictLog(store, FORMAT);
        this.champions = new Champions(store, FORMAT);
        this.retrain = new RetrainStage(
                verdicts,
                champions,
                new Episodes(store, FORMAT),
                new RetrainPolicy(Duration.ofHours(6), 4, 3),
                world.clock);
        this.promote = new PromoteStage(champions, TestTrainer.registry(store, world.clock)::load, champion);
        this.publish = new Publisher(
                meters,
                new FeatureGauges(meters),
                new ModelInfo(meters.getPrometheusRegistry()),
                new PredictedProbabilities(meters.getPrometheusRegistry()),
                world.clock);
        this.newest = new NewestVerdict(verdicts, store, new FlowFiles(), publish);
    }

    /** The store as this process sees it. */
    ObjectStore wired() {
        return new Wire(world.store, cut);
    }

    void start() {
        superseded = new SupersededVersions(ledger, LargeBatches.none());
        superseded.recallLately();
        restoreMetrics();
        lookForChampion();
    }

    void restoreMetrics() {
        verdicts.refresh();
        showNewest();
    }

    void showNewest() {
        newest.show();
    }

    /** {@code 7-promote}. */
    void lookForChampion() {
        switch (promote.notice()) {
            case Champion swapped -> publish.promoted(swapped);
            case RefusedChampion refused -> publish.refused(refused);
            case null, default -> {}
        }
    }

    /** {@code 1-ingest}. */
    void poll() {
        List<BlobVersion> listed = inbox.versions();
        publish.listed(listed);
        List<BlobVersion> pending = turns.listed(ingest.pending(superseded.note(listed, null)));
        publish.backlog(pending);
        for (BlobVersion blob : turns.arranged(ingest.due(pending))) {
            Exchange exchange = new DefaultExchange(CAMEL);
            exchange.setProperty(IngestStage.BLOB, blob);
            try {
                batch(blob, exchange);
            } catch (IOException | RuntimeException failure) {
                exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
                failures.failed(exchange);
            } finally {
                UnitOfWorkHelper.doneSynchronizations(
                        exchange, exchange.getExchangeExtension().handoverCompletions());
            }
        }
    }

    void batch(BlobVersion blob, Exchange exchange) throws IOException {
        switch (ingest.claim(blob, exchange)) {
            case BlobVersion granted -> work(granted, exchange);
            case Rejection rejection -> quarantine(rejection, exchange);
            case null, default -> {}
        }
    }

    /** {@code 2-decode} to {@code 5-decide}. */
    void work(BlobVersion blob, Exchange exchange) throws IOException {
        ending(blob, exchange).run();
    }

    /** Returns the last step of a batch, all others of which were taken. */
    Runnable ending(BlobVersion blob, Exchange exchange) throws IOException {
        world.opened(blob);
        try (InputStream content = inbox.open(blob)) {
            if (blob.name().contains(POISON)) {
                throw new Halt(blob.name());
            }
            return pipeline.run(
                    content,
                    blob,
                    champion.current().orElseThrow(),
                    compared -> () -> publish.verdict(conclude(compared)),
                    rejection -> () -> quarantine(rejection, exchange));
        }
    }

    /** What happens between the scoring of a batch and its comparison. */
    ScoredRows meanwhile(ScoredRows scored) {
        world.clock.advance(Duration.ofMillis(1));
        world.meanwhile(this);
        return scored;
    }

    Committed conclude(Compared compared) {
        return decide.conclude(compared);
    }

    void quarantine(Rejection rejection, Exchange exchange) {
        publish.quarantined(failures.quarantine(rejection, exchange));
    }

    /** {@code 6-retrain}. */
    void reconcile() {
        List<Episode> requested = retrain.reconcile();
        showNewest();
        for (Episode episode : requested) {
            launch(episode);
            retrain.started(episode);
            publish.jobCreated(episode);
        }
    }

    void launch(Episode episode) {
        world.cluster.launch(episode, cut);
    }

    /** The Job's own process. */
    void train(String episodeId) {
        TestTrainer.retraining(store, world.clock, 1).run(episodeId);
    }

    String scrape() {
        return meters.scrape();
    }
}
