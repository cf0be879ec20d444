package io.driftway.app;

import io.driftway.core.labels.LabelJoin;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.StoreFailures;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.EpisodeChoice.LabelledRowsSince;
import io.driftway.core.lifecycle.ManifestThresholds;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.NewLabelledRows;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.core.pipeline.Deciding;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Policy;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.stage.Backoff;
import io.driftway.stage.BatchMemory;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.DecodeStage;
import io.driftway.stage.FailedStep;
import io.driftway.stage.FailureStage;
import io.driftway.stage.InboxFolders;
import io.driftway.stage.IngestStage;
import io.driftway.stage.LabelStage;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.PromoteStage;
import io.driftway.stage.QuietPeriod;
import io.driftway.stage.Renewals;
import io.driftway.stage.RetrainStage;
import io.driftway.stage.SupersededVersions;
import io.driftway.stage.Turns;
import io.driftway.stage.WholeInbox;
import io.driftway.store.AzureInbox;
import io.driftway.store.FolderInbox;
import io.driftway.store.Inbox;
import io.driftway.store.Key;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the stages, each under the name that its route calls. Stages that need only a batch are methods of the bean {@code pipeline}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LabelProperties.class)
class StageConfiguration {

    @Bean
    Ledger ledger(ObjectStore store, RecordFormat format, IngestProperties ingest, Clock clock) {
        return new Ledger(store, format, ingest.rules(), clock);
    }

    @Bean
    VerdictLog verdictLog(ObjectStore store, RecordFormat format, Ledger ledger, Clock clock) {
        return VerdictLog.watching(store, format, clock, ledger::hoursAtWork);
    }

    @Bean
    ChampionInService championInService() {
        return new ChampionInService();
    }

    @Bean
    Backoff backoff(Clock clock) {
        return new Backoff(clock);
    }

    @Bean("inbox")
    @ConditionalOnProperty(name = "driftway.store.kind", havingValue = "folder")
    FolderInbox folderInbox(ObjectStore objects, StoreProperties store, IngestProperties ingest) {
        return new FolderInbox(objects, String.valueOf(store.requiredFolder().getFileName()), ingest.prefix());
    }

    @Bean("inbox")
    @ConditionalOnProperty(name = "driftway.store.kind", havingValue = "azure")
    AzureInbox azureInbox(StoreProperties store) {
        return new AzureInbox(store.account(), store.container());
    }

    @Bean("failures")
    FailureStage failureStage(Ledger ledger, ObjectStore store, Backoff backoff, StoreFailures failures) {
        return new FailureStage(ledger, store, backoff, failures, OutOfMemory::end);
    }

    @Bean
    Renewals renewals(Ledger ledger, IngestProperties ingest) {
        return new Renewals(ledger).every(ingest.rules().renewal());
    }

    @Bean
    FailedStep failedStep() {
        return new FailedStep();
    }

    @Bean("ingest")
    IngestStage ingestStage(
            Ledger ledger,
            Renewals renewals,
            ChampionInService champion,
            Backoff backoff,
            StoreProperties store,
            IngestProperties ingest,
            Turns turns,
            LimitProperties limits,
            LargeBatches large,
            Clock clock) {
        return new IngestStage(
                ledger,
                renewals,
                champion,
                backoff,
                new QuietPeriod(ingest.settle(), clock),
                name -> store.kind() == StoreProperties.Kind.AZURE || Key.isValid(name),
                turns,
                new BatchMemory((long) (Runtime.getRuntime().maxMemory() * limits.memoryShare())),
                ingest.maxBytes(),
                large);
    }

    @Bean
    CountedBatches countedBatches(ObjectStore store, RecordFormat format) {
        return new CountedBatches(store, format);
    }

    @Bean("large")
    LargeBatches largeBatches(
            CountedBatches counted,
            ChampionInService champion,
            SparkProperties spark,
            IngestProperties ingest,
            Clock clock) {
        return spark.isOn()
                ? LargeBatches.of(
                        counted, champion, ingest.prefix(), spark.fromBytes().toBytes(), clock)
                : LargeBatches.none();
    }

    @Bean("folders")
    InboxFolders inboxFolders(IngestProperties ingest, SupersededVersions superseded, Clock clock) {
        return new InboxFolders(ingest.prefix(), ingest.folders(), ingest.lookback(), superseded::names, clock);
    }

    /** Keeps the listing of each folder. */
    @Bean("listings")
    AggregationStrategy listings() {
        return new GroupedBodyAggregationStrategy();
    }

    @Bean("wholeInbox")
    WholeInbox wholeInbox(
            ObjectStore store,
            IngestProperties ingest,
            Inbox inbox,
            Ledger ledger,
            SupersededVersions superseded,
            VerdictLog verdicts,
            LargeBatches large) {
        return new WholeInbox(store, ingest.prefix(), inbox::version, ledger, superseded, verdicts, large);
    }

    /** On these threads the route of batches works, each on one batch. Nothing else is to be given them. */
    @Bean(name = "batches", defaultCandidate = false, destroyMethod = "shutdownNow")
    ExecutorService batches(IngestProperties ingest) {
        Runtime machine = Runtime.getRuntime();
        return Executors.newFixedThreadPool(
                ingest.threads(machine.availableProcessors(), machine.maxMemory()),
                Thread.ofPlatform().name("batch-", 1).factory());
    }

    @Bean("turns")
    Turns turns(Ledger ledger, Backoff backoff, DecisionProperties decision, ObjectProvider<CamelContext> camel) {
        return decision.byEvidence()
                ? Turns.inOrder(ledger, backoff, () -> camel.getObject().isStopping())
                : Turns.any(ledger);
    }

    @Bean
    DecisionLog decisionLog(ObjectStore store, RecordFormat format) {
        return new DecisionLog(store, format);
    }

    @Bean
    Policy policy(DecisionProperties decision, DriftProperties drift) {
        return decision.policy(drift);
    }

    /** Copies of the routes of earlier releases call it by the last name. */
    @Bean({"superseded", "vanished"})
    SupersededVersions supersededVersions(Ledger ledger, LargeBatches large) {
        return new SupersededVersions(ledger, large);
    }

    @Bean("decode")
    DecodeStage decodeStage(Pipeline pipeline, ChampionInService champion) {
        return new DecodeStage(pipeline, champion);
    }

    @Bean("decide")
    Deciding deciding(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            DecisionLog log,
            Turns turns,
            Policy policy,
            LimitProperties limits,
            Clock clock,
            TraceContext trace) {
        return new Deciding(
                store,
                ledger,
                new Contents(store, format),
                new FlowFiles(),
                log,
                turns,
                policy,
                limits.warnings(),
                clock,
                trace::current,
                Version.OF_THIS_PROGRAM);
    }

    @Bean
    LabelledRowsSince labelledRowsSince(
            ObjectStore store,
            RecordFormat format,
            ModelRegistry registry,
            RetrainProperties retrain,
            LabelProperties labels,
            LimitProperties limits,
            Clock clock) {
        return new NewLabelledRows(
                labels.rows(store, format, retrain.window(), clock),
                model -> registry.load(model).model().manifest(),
                new BatchFormats(limits.limits()),
                retrain.minimumRows());
    }

    @Bean("retrain")
    RetrainStage retrainStage(
            VerdictLog verdicts,
            Champions champions,
            Episodes episodes,
            RetrainProperties retrain,
            LabelledRowsSince labelled,
            PatienceProperties patience,
            Clock clock) {
        return new RetrainStage(
                verdicts, champions, episodes, retrain.policy(), labelled, patience.betweenLaunches(), clock);
    }

    @Bean
    LabelJoin labelJoin(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            ModelRegistry registry,
            LabelProperties labels,
            LimitProperties limits,
            Clock clock) {
        return new LabelJoin(
                store,
                format,
                ledger,
                verdicts,
                new BatchFormats(limits.limits()),
                labels.settings(),
                new ManifestThresholds(registry, labels.threshold()),
                clock);
    }

    @Bean("labels")
    LabelStage labelStage(LabelJoin labels, DecisionLog log, Policy policy, ChampionInService champion) {
        return new LabelStage(labels, log, policy, champion);
    }

    @Bean("promote")
    PromoteStage promoteStage(Champions champions, ModelRegistry registry, ChampionInService inService) {
        return new PromoteStage(champions, registry::load, inService);
    }
}
