package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Baseline;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.labels.LabelJoin;
import io.driftway.core.labels.LabelSettings;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.LabelFileRecord;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ManifestThresholds;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Realized;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Deciding;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.pipeline.WarningRules;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.LabelStage;
import io.driftway.stage.PromoteStage;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The stages of the service, day by day: a batch, then its labels, then what the next batch means. */
class LabelsDecideTest {

    private static final int ROWS_A_DAY = 200;
    private static final Budget YEARLY = new Budget(1, 365, 1);
    private static final Pipeline PIPELINE = new Pipeline(new BatchFormats());
    private static final Labelled TRAINING = Labelled.customers(10_000, 1);
    private static final Bundle BUNDLE = new BundleFiles()
            .write(
                    (Trained) Trainer.train(TRAINING.batch(), TRAINING.schema(), Trainer.Options.DEFAULT),
                    DriftSettings.NONE);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordFormat format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final ModelRegistry registry =
            new ModelRegistry(new ModelStore(store, new BundleFiles()), champions, DriftSettings.NONE, clock);
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final ChampionInService inService = new ChampionInService();
    private final DecisionLog log = new DecisionLog(store, format);

    /** One process that decides by this policy. */
    private final class Stages {
        private final Deciding decide;
        private final LabelStage labels;

        Stages(Policy policy) {
            decide = new Deciding(
                    store,
                    ledger,
                    new Contents(store, format),
                    new FlowFiles(),
                    log,
                    (blob, others) -> {},
                    policy,
                    new WarningRules(50, 0.5, 100),
                    clock,
                    () -> null,
                    "test");
            labels = new LabelStage(
                    new LabelJoin(
                            store,
                            format,
                            ledger,
                            new VerdictLog(store, format),
                            new BatchFormats(),
                            new LabelSettings(Duration.ofDays(30), 10, 1_000_000, 50),
                            new ManifestThresholds(registry, 0.5),
                            clock),
                    log,
                    policy,
                    inService);
        }

        /** A day's customers, whose labels come in the evening; of a share of them they are turned. */
        Verdict day(int number, double turned) throws IOException {
            BlobVersion blob = new BlobVersion("a", "c", "incoming/" + number, "0x1", 1, clock.instant());
            Champion champion = inService.current().orElseThrow();
            Batch batch = (Batch) CsvReader.read(
                    "b", new ByteArrayInputStream(customers(number, ROWS_A_DAY, false)), champion.schema());
            Compared compared =
                    PIPELINE.compare(PIPELINE.score(new IncomingBatch(blob, "sha" + number, batch, champion)));
            Verdict verdict = decide.commit(decide.writePredictions(decide.decide(compared)))
                    .verdict()
                    .judged();
            clock.advance(Duration.ofHours(12));
            label(number, turned);
            clock.advance(Duration.ofHours(12));
            return verdict;
        }

        private void label(int number, double turned) throws IOException {
            SplittableRandom random = new SplittableRandom(number);
            String file = new String(customers(number, ROWS_A_DAY, true), UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf(','))
                            + (line.endsWith(",Yes") ^ random.nextDouble() < turned ? ",Yes\n" : ",No\n"))
                    .collect(joining("", Customers.ID + "," + Customers.TARGET + "\n", ""));
            String key = "labels/" + number;
            store.putIfAbsent(key, file.getBytes(UTF_8));
            ObjectStore.Version version = store.get(key).orElseThrow().version();
            assertThat(labels.join(
                            store.open(key, version.etag()).orElseThrow(),
                            new BlobVersion("a", "c", key, version.etag(), version.size(), version.lastModified())))
                    .isInstanceOfSatisfying(LabelFileRecord.class, joined -> assertThat(joined.unmatched())
                            .isZero());
            labels.refresh();
        }
    }

    /** No two days have a customer in common. */
    private static byte[] customers(int day, int rows, boolean labelled) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(1_000 + day, 1_000_000L * day).write(csv, rows, 0, labelled);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return csv.toByteArray();
    }

    private void promote(UnaryOperator<Champion> as) {
        registry.publishFirst(BUNDLE);
        new PromoteStage(champions, pointer -> as.apply(registry.load(pointer)), inService).notice();
    }

    private List<DecisionLog.Entry> labelsEntered() {
        List<DecisionLog.Entry> entered = new ArrayList<>();
        new DecisionLog(store, format).each(inService.current().orElseThrow().pointer(), entered::add);
        entered.removeIf(entry -> entry.labels() == null);
        return entered;
    }

    /** What the model's AUC falls by where so many labels are turned. */
    private static double fall(double turned) {
        byte[] csv = customers(500, 20_000, true);
        Batch batch = (Batch) CsvReader.read("b", new ByteArrayInputStream(csv), TRAINING.schema());
        float[] probabilities = BUNDLE.model().score(batch).probabilities();
        boolean[] sound = new Labelled(batch, TRAINING.schema()).positive();
        boolean[] other = sound.clone();
        SplittableRandom random = new SplittableRandom(7);
        for (int row = 0; row < other.length; row++) {
            other[row] ^= random.nextDouble() < turned;
        }
        return Realized.of(probabilities, sound, sound.length, 1, 0.5).of(Metric.AUC)
                - Realized.of(probabilities, other, other.length, 1, 0.5).of(Metric.AUC);
    }

    private static boolean asksByLabels(Verdict verdict) {
        return verdict instanceof Verdict.Breach(var _, Cause cause) && cause == Cause.CONCEPT;
    }

    @Test
    void aYearOfSoundLabelsAsksAtMostOnceAndTurnedOnesWithinThreeBatches() throws IOException {
        promote(champion -> champion);
        Stages stages = new Stages(Policy.evidence(YEARLY, 100));
        int requests = 0;
        for (int day = 1; day <= 365; day++) {
            requests += asksByLabels(stages.day(day, 0)) ? 1 : 0;
        }
        assertThat(requests).isLessThanOrEqualTo(1);
        assertThat(labelsEntered())
                .hasSize(365)
                .extracting(DecisionLog.Entry::labels)
                .containsOnly(ROWS_A_DAY);

        double turned = 0.12;
        assertThat(fall(turned)).isBetween(0.11, 0.13);
        List<Boolean> asks = new ArrayList<>();
        for (int day = 366; day < 370; day++) {
            asks.add(asksByLabels(stages.day(day, turned)));
        }
        assertThat(asks.getFirst()).as("before the first turned label").isFalse();
        assertThat(asks.subList(1, 4)).as("each after one more day of labels").contains(true);
    }

    @Test
    void byThresholdLabelsDecideNothing() throws IOException {
        promote(champion -> champion);
        Stages stages = new Stages(Policy.of(new ThresholdRule(0, 0.05, 100)));
        for (int day = 1; day <= 4; day++) {
            assertThat(asksByLabels(stages.day(day, 1))).isFalse();
        }
        assertThat(store.list(Keys.DECISIONS)).isEmpty();
    }

    @Test
    void theLabelsOfAModelWithoutHeldOutLossDecideNothingAndTheLogSaysSoOnce() throws IOException {
        promote(champion -> new Champion(
                champion.model(),
                new Baseline(
                        champion.baseline().modelId(),
                        champion.baseline().referenceSha256(),
                        champion.baseline().reference(),
                        ReferenceFacts.NONE),
                champion.drift(),
                champion.sequence()));
        Logger logger = (Logger) LoggerFactory.getLogger(LabelStage.class);
        logger.setLevel(Level.INFO);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Stages stages = new Stages(Policy.evidence(YEARLY, 100));
            for (int day = 1; day <= 4; day++) {
                assertThat(asksByLabels(stages.day(day, 1))).isFalse();
            }
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertThat(labelsEntered()).isEmpty();
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("Train it or import it again");
    }
}
