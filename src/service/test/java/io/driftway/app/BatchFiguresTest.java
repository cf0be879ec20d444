package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Scored;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.support.GeneratedSchema;
import io.driftway.support.Named;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.Meters;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchFiguresTest {

    private static final FlowFiles FILES = new FlowFiles();
    private static final Pipeline PIPELINE = new Pipeline(new BatchFormats());

    private static final Verdict MOVED =
            new Verdict.Breach(new Evidence.Share(1.0, 0, 0, 1, 1, List.of("tenure")), Cause.JOINT);

    private static Compared compared;

    @BeforeAll
    static void aBatchThatHasMoved() {
        GeneratedData data = new GeneratedData(1_500, 1);
        byte[] training = data.batch(1, false, true);
        Schema schema = GeneratedSchema.of(training);
        Bundle bundle = new BundleFiles()
                .write(
                        (Trained) Trainer.train(read(training, schema), schema, Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
        Champion champion = new Champion(bundle.model(), bundle.baseline(), DriftOptions.DEFAULT, 1);
        BlobVersion blob = new BlobVersion("a", "c", "incoming/2", "0x1", 1, Instant.EPOCH);
        compared = PIPELINE.compare(PIPELINE.score(
                new IncomingBatch(blob, "sha", read(data.batch(2, true, false), champion.schema()), champion)));
    }

    private static Batch read(byte[] csv, Schema schema) {
        return (Batch) CsvReader.read("batch", new ByteArrayInputStream(csv), schema);
    }

    private static Publisher publisher(MeterRegistry registry, PrometheusRegistry prometheus) {
        return new Publisher(
                registry,
                new FeatureGauges(registry),
                new ModelInfo(prometheus),
                new PredictedProbabilities(prometheus),
                Clock.systemUTC());
    }

    /** Name and labels of every gauge, to its value. */
    private static Map<String, Double> shown(BatchFigures figures) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        publisher(registry, new PrometheusRegistry()).restore(Named.verdict("batch", Instant.EPOCH, 0), figures);
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("driftway.feature")
                        || id.getName().startsWith("driftway.model.performance"))
                .collect(Collectors.toMap(id -> id.getName() + id.getTags(), id -> registry.get(id.getName())
                        .tags(id.getTags())
                        .gauge()
                        .value()));
    }

    @Test
    void whatIsReadFromTheReportIsWhatWasSeenOfTheBatch() {
        BatchFigures seen = BatchFigures.of(compared);

        assertThat(FILES.figures(FILES.report(compared, MOVED))).isEqualTo(seen);
        assertThat(seen.features())
                .hasSizeGreaterThan(10)
                .anySatisfy(feature -> assertThat(feature.score().severity()).isGreaterThan(1));
        assertThat(seen.estimated()).containsKey("auc");
    }

    @Test
    void theGaugesAfterARestartAreThoseOfBefore() {
        Map<String, Double> before = shown(BatchFigures.of(compared));

        assertThat(shown(FILES.figures(FILES.report(compared, MOVED))))
                .isEqualTo(before)
                .hasSizeGreaterThan(50);
    }

    @Test
    void anInconclusiveBatchHasFiguresOfItsCellsAndNoneOfItsDrift() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        publisher(registry, new PrometheusRegistry())
                .restore(
                        Named.verdict("batch", Instant.EPOCH, 1, "inconclusive"),
                        FILES.figures(FILES.report(compared, MOVED)));

        assertThat(registry.find("driftway.feature.missing.ratio").gauges()).isNotEmpty();
        assertThat(registry.find("driftway.feature.drift.severity").gauges()).isEmpty();
        assertThat(registry.find("driftway.feature.drift.score").gauges()).isEmpty();
        assertThat(registry.find("driftway.feature.drift.threshold").gauges()).isEmpty();
    }

    private static Map<String, Double> counted(SimpleMeterRegistry registry, Meters meter) {
        return registry.get(meter.meter()).counters().stream()
                .filter(counter -> counter.count() != 0)
                .collect(Collectors.toMap(
                        counter -> counter.getId().getTags().getFirst().getValue(), Counter::count));
    }

    @Test
    void aBrokenFeedIsCountedByItsFaultsAndHasNoEstimate() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Evidence none = new Evidence.Windowed(List.of(), List.of("batch"), 1, 0, 1, 1, List.of(), 0, null, null);
        Verdict broken = new Verdict.Broken(
                none,
                List.of(
                        new Fault(Fault.Kind.SCALE, List.of("tenure"), 1, "tenure: another unit"),
                        new Fault(Fault.Kind.SCALE, List.of("monthly_fee"), 1, "monthly_fee: another unit"),
                        new Fault(Fault.Kind.MISSING, List.of("contract"), 0.4, "contract: missing")));
        publisher(registry, new PrometheusRegistry())
                .verdict(new Committed(compared, Named.verdict("batch", Instant.EPOCH, 1, broken), true));

        assertThat(counted(registry, Meters.FEED_FAULTS)).isEqualTo(Map.of("scale", 1.0, "missing", 1.0));
        assertThat(counted(registry, Meters.CAUSES)).isEqualTo(Map.of("feed", 1.0));
        assertThat(counted(registry, Meters.BATCHES)).isEqualTo(Map.of("broken", 1.0));
        assertThat(registry.find("driftway.model.performance").gauges()).isEmpty();
        assertThat(registry.find("driftway.feature.drift.score").gauges()).isEmpty();
    }

    @Test
    void aVerdictThatAnotherReplicaReachedFirstIsNotCounted() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Evidence evidence = new Evidence.Share(1.0, 0, 0, 1, 1, List.of("tenure"));
        publisher(registry, new PrometheusRegistry())
                .verdict(new Committed(
                        compared,
                        Named.verdict("batch", Instant.EPOCH, 1, new Verdict.Breach(evidence, Cause.JOINT)),
                        false));

        assertThat(counted(registry, Meters.CAUSES)).isEmpty();
    }

    /** A new champion has scored nothing yet. What was expected of the one before must not be held against it. */
    @Test
    void anEstimateForAnotherModelIsNotShownBesideTheChampion() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Publisher publisher = publisher(registry, new PrometheusRegistry());
        publisher.restore(Named.verdict("batch", Instant.EPOCH, 0), BatchFigures.of(compared));
        assertThat(registry.get("driftway.model.performance").gauges())
                .allMatch(gauge -> "estimated".equals(gauge.getId().getTag("basis")));

        publisher.promoted(compared.rows().champion());

        assertThat(registry.get("driftway.model.performance").gauges())
                .hasSize(3)
                .allMatch(gauge -> "held_out".equals(gauge.getId().getTag("basis")));
    }

    /** As a person would count the rows of the batch's predictions. */
    @Test
    void theExposedBucketsHoldTheProbabilitiesOfTheBatch() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        float[] batch = ((Scored) compared.rows()).scores().probabilities();
        publisher(registry, registry.getPrometheusRegistry())
                .verdict(new Committed(compared, Named.verdict("batch", Instant.EPOCH, 0), true));

        List<String> scrape = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("driftway_prediction_probability"))
                .toList();
        for (String bound : List.of("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "+Inf")) {
            long below = IntStream.range(0, batch.length)
                    .filter(row -> bound.equals("+Inf")
                            || new BigDecimal(Float.toString(batch[row])).compareTo(new BigDecimal(bound)) <= 0)
                    .count();
            assertThat(scrape).contains("driftway_prediction_probability_bucket{le=\"" + bound + "\"} " + below);
        }
        assertThat(scrape).contains("driftway_prediction_probability_count " + batch.length);
        assertThat(registry.scrape()).contains("# TYPE driftway_prediction_probability histogram");
    }

    @Test
    void aReportOfAnOlderReleaseHasNoUnseenCategories() {
        String older = new String(FILES.report(compared, MOVED), UTF_8)
                .replaceAll("(?s),\\s*\"unseen_category_ratio\" : \\{[^}]*\\}", "");

        assertThat(older).doesNotContain("unseen_category_ratio");
        assertThat(FILES.figures(older.getBytes(UTF_8)).features())
                .extracting(BatchFigures.Feature::unseenRatio)
                .containsOnlyNulls();
    }

    @Test
    void somethingElseIsNoReport() {
        for (String text : List.of("", "{}", "[1]", "{\"columns\":[]}")) {
            assertThatIllegalArgumentException().isThrownBy(() -> FILES.figures(text.getBytes(UTF_8)));
        }
    }

    @Test
    void noMoreThanAHundredFeaturesAreShown() {
        Function<Integer, BatchFigures.Feature> feature =
                number -> new BatchFigures.Feature("feature" + number, null, 0, null);
        List<BatchFigures.Feature> many =
                java.util.stream.IntStream.range(0, 150).boxed().map(feature).toList();

        assertThat(shown(new BatchFigures(many, Map.of()))).hasSize(100);
        assertThat(shown(new BatchFigures(many.subList(0, 100), Map.of()))).hasSize(100);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new Publisher(
                        registry,
                        new FeatureGauges(registry, 7),
                        new ModelInfo(new PrometheusRegistry()),
                        new PredictedProbabilities(new PrometheusRegistry()),
                        Clock.systemUTC())
                .restore(Named.verdict("batch", Instant.EPOCH, 0), new BatchFigures(many, Map.of()));
        assertThat(registry.get("driftway.feature.missing.ratio").gauges()).hasSize(7);
    }
}
