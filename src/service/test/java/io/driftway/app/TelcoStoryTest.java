package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Shared;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.labels.LabelFile;
import io.driftway.core.labels.LabelJoin;
import io.driftway.core.labels.LabelSettings;
import io.driftway.core.labels.WindowPerformance;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.LabelledRows;
import io.driftway.core.lifecycle.ManifestThresholds;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Metric;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Deciding;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.pipeline.WarningRules;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.JsonRecords;
import io.driftway.format.table.ColumnKind;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.PromoteStage;
import io.driftway.stage.RetrainStage;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The whole story on IBM's Telco churn data: a model of customers of up to two years meets those who stayed longer. Of these, some are
 * scored without labels, the labels of some become rows to train on, and the last are scored by both champions.
 */
class TelcoStoryTest {

    private static final String ID = "customerID";
    private static final String TARGET = "Churn";
    private static final int BATCH_ROWS = 700;
    private static final int LEAST_REFERENCE = 1_001;
    private static final Pipeline PIPELINE = new Pipeline(new BatchFormats());

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordFormat format = new JsonRecords();
    private final Champions champions = new Champions(store, format);
    private final Episodes episodes = new Episodes(store, format);
    private final VerdictLog verdicts = new VerdictLog(store, format);
    private final ModelRegistry registry =
            new ModelRegistry(new ModelStore(store, new BundleFiles()), champions, DriftSettings.NONE, clock);
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final ChampionInService inService = new ChampionInService();
    private final PromoteStage promote = new PromoteStage(champions, registry::load, inService);
    private final Deciding decide = new Deciding(
            store,
            ledger,
            new Contents(store, format),
            new FlowFiles(),
            new DecisionLog(store, format),
            (blob, others) -> {},
            Policy.of(new ThresholdRule(0, 0.05, 100)),
            new WarningRules(50, 0.5, 100),
            clock,
            () -> null,
            "test");
    private final LabelJoin labels = new LabelJoin(
            store,
            format,
            ledger,
            verdicts,
            new BatchFormats(),
            new LabelSettings(Duration.ofDays(30), 100, 1_000_000, 50),
            new ManifestThresholds(registry, 0.5),
            clock);

    private String header = "";
    private final List<String> young = new ArrayList<>();
    private final List<String> old = new ArrayList<>();

    private void readTelco() throws IOException {
        List<String> lines = Files.readAllLines(Shared.path("data", "telco-churn.csv"));
        header = lines.getFirst();
        List<String> columns = List.of(header.split(","));
        int tenure = columns.indexOf("tenure");
        for (String line : lines.subList(1, lines.size())) {
            (Integer.parseInt(line.split(",")[tenure]) <= 24 ? young : old).add(line);
        }
        Collections.shuffle(young, new Random(1));
        Collections.shuffle(old, new Random(1));
    }

    private byte[] csv(List<String> rows) {
        return rows.stream()
                .collect(Collectors.joining("\n", header + "\n", "\n"))
                .getBytes(UTF_8);
    }

    /** Id and label alone, as they come in days later. */
    private byte[] labelsOf(List<String> rows) {
        return rows.stream()
                .map(row -> row.substring(0, row.indexOf(',')) + row.substring(row.lastIndexOf(',')))
                .collect(Collectors.joining("\n", ID + "," + TARGET + "\n", "\n"))
                .getBytes(UTF_8);
    }

    private Bundle train(byte[] csv) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(ID, ColumnType.CAT, Role.ID, List.of()));
        for (Field field : CsvReader.infer(
                        "telco", new ByteArrayInputStream(csv), Map.of(ID, ColumnKind.SKIP, TARGET, ColumnKind.CAT))
                .fields()) {
            fields.add(
                    field.name().equals(TARGET)
                            ? new Field(TARGET, ColumnType.CAT, Role.TARGET, field.categories())
                            : field);
        }
        Schema schema = new Schema(fields, "Yes");
        Batch rows = (Batch) CsvReader.read("telco", new ByteArrayInputStream(csv), schema);
        return new BundleFiles()
                .write((Trained) Trainer.train(rows, schema, Trainer.Options.DEFAULT), DriftSettings.NONE);
    }

    private Committed through(String name, List<String> rows) {
        Champion champion = inService.current().orElseThrow();
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + name, "0x1", 1, clock.instant());
        Batch batch = (Batch) CsvReader.read(name, new ByteArrayInputStream(csv(rows)), champion.schema());
        Committed decided =
                decide.conclude(PIPELINE.compare(PIPELINE.score(new IncomingBatch(blob, "sha", batch, champion))));
        clock.advance(Duration.ofHours(1));
        return decided;
    }

    private void label(String name, List<String> rows) throws IOException {
        store.putIfAbsent("labels/" + name, labelsOf(rows));
        ObjectStore.Version version = store.get("labels/" + name).orElseThrow().version();
        assertThat(labels.join(
                        new BlobVersion(
                                "a", "c", version.key(), version.etag(), version.size(), version.lastModified()),
                        store.open(version.key(), version.etag()).orElseThrow(),
                        LabelFile.schema(inService.current().orElseThrow().schema())
                                .orElseThrow(),
                        null))
                .isNotNull();
        clock.advance(Duration.ofHours(1));
    }

    private double realizedAuc(Promotion champion) {
        WindowPerformance window = labels.window(
                champion.pointer(),
                LabelFile.schema(inService.current().orElseThrow().schema()).orElseThrow());
        assertThat(window.realized().of(Metric.AUC)).isNotNull();
        return window.realized().of(Metric.AUC);
    }

    @Test
    void driftIsFoundAModelRetrainedAndItsRealizedFiguresAreBetter() throws IOException {
        readTelco();
        store.putIfAbsent(Keys.TRAINING + "original.csv", csv(young));
        registry.publishFirst(train(csv(young)));
        promote.notice();
        Instant beforeTheDrift = clock.instant();

        List<String> unseen = old.subList(0, BATCH_ROWS);
        List<String> known = old.subList(BATCH_ROWS, old.size() - 2 * BATCH_ROWS);
        List<String> last = old.subList(old.size() - 2 * BATCH_ROWS, old.size());
        assertThat(through("1.csv", unseen).verdict().outcome()).isEqualTo("breach");
        // The same customers that the new champion will be measured by, while the old one is in service.
        assertThat(through("2.csv", last).verdict().outcome()).isEqualTo("breach");

        store.putIfAbsent(Keys.LABELLED + "known.csv", csv(known));
        RetrainStage reconciler =
                new RetrainStage(verdicts, champions, episodes, new RetrainPolicy(Duration.ZERO, 4, 3), clock);
        Episode episode = reconciler.reconcile().getFirst();
        Retraining.Settings settings = new Retraining.Settings(
                new Gate(0.005, 0.02, 0.01, 0.01, 0.02, 100, 20, 500, List.of(), 100, 0.05),
                new Trainer.Options(1, LEAST_REFERENCE, Profile.MAX_CATEGORIES),
                false,
                false);
        Episode ended = new Retraining(
                        new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), null, clock),
                        champions,
                        episodes,
                        registry,
                        settings,
                        Retraining.Steps.UNWATCHED,
                        clock)
                .run(episode.episodeId());
        assertThat(ended.state()).as(ended.reason()).isEqualTo(Episode.State.PROMOTED);
        assertThat(promote.notice()).isInstanceOf(Champion.class);
        clock.advance(Duration.ofHours(1));

        Committed after = through("3.csv", last);
        assertThat(after.verdict().outcome()).as("the new normal").isNotEqualTo("breach");

        label("last.csv", last);
        List<Promotion> history = champions.history().entries();
        double former = realizedAuc(history.get(0));
        double now = realizedAuc(history.get(1));
        assertThat(now)
                .as("realized AUC, against the former champion's %.4f", former)
                .isGreaterThan(former);

        assertThat(history).extracting(Promotion::kind).containsExactly(Promotion.Kind.PUBLISH, Promotion.Kind.RETRAIN);
        assertThat(history.get(1).episode()).isEqualTo(episode.episodeId());
        assertThat(history.get(1).why()).contains("passed the gate", "AUC");
        assertThat(history.get(1).from().model()).isEqualTo(history.get(0).model());
        assertThat(history.get(1).metrics().of(Metric.AUC)).isNotNull();
        assertThat(champions.history().liveAt(beforeTheDrift).orElseThrow().model())
                .isEqualTo(history.get(0).model());
        assertThat(champions.history().liveAt(clock.instant()).orElseThrow().model())
                .isEqualTo(history.get(1).model());
        LoggerFactory.getLogger(TelcoStoryTest.class).info("realized AUC {} -> {}", former, now);
    }
}
