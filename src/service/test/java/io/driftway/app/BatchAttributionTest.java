package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.json.Json;
import io.driftway.page.ReportPage;
import io.driftway.support.GeneratedSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the report of a batch says of the features that moved its predictions. */
class BatchAttributionTest {

    private static final FlowFiles FILES = new FlowFiles();
    private static final Evidence EVIDENCE =
            new Evidence.Windowed(List.of(), List.of("batch"), 1, 0, 1, 1, List.of(), 0, null, null);
    private static final Verdict BREACH = new Verdict.Breach(EVIDENCE, Cause.COVARIATE_HARMFUL);

    private static Batch rows;
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
        rows = read(data.batch(2, true, false), schema);
        compared = compared(bundle);
    }

    private static Compared compared(Bundle bundle) {
        Champion champion = new Champion(bundle.model(), bundle.baseline(), DriftOptions.DEFAULT, 1);
        BlobVersion blob = new BlobVersion("a", "c", "incoming/2", "0x1", 1, Instant.EPOCH);
        Pipeline pipeline = new Pipeline(new BatchFormats());
        return pipeline.compare(pipeline.score(new IncomingBatch(blob, "sha", rows, champion)));
    }

    private static Batch read(byte[] csv, Schema schema) {
        return (Batch) CsvReader.read("batch", new ByteArrayInputStream(csv), schema);
    }

    private static JsonNode attribution(Verdict verdict) throws IOException {
        return Json.MAPPER.readTree(FILES.report(compared, verdict)).path("attribution");
    }

    /** Walks each row through each tree: log-odds are twice the sum of the leaves. */
    private static double meanMargin(FlatTrees trees, Features rows) {
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            sum += trees.intercept();
            for (int start : trees.starts()) {
                int node = start;
                while (trees.feature()[node] != FlatTrees.NONE) {
                    boolean left = rows.at(row, trees.feature()[node]) <= trees.value()[node];
                    node = start + (left ? trees.left()[node] : trees.right()[node]);
                }
                sum += trees.value()[node];
            }
        }
        return 2 * sum / rows.rows();
    }

    @Test
    void theMovesOfTheFeaturesAddUpToTheMoveOfTheMeanMargin() throws IOException {
        Champion champion = compared.rows().champion();
        double current = meanMargin((FlatTrees) champion.model().scorer(), Features.of(rows, champion.schema()));
        JsonNode attribution = attribution(BREACH);

        double reference = attribution.get("margin_reference").asDouble();
        double sum = 0;
        for (JsonNode feature : attribution.get("features")) {
            sum += feature.get("move").asDouble();
        }
        assertThat(attribution.get("margin_current").asDouble()).isCloseTo(current, within(1e-9));
        assertThat(sum).isCloseTo(current - reference, within(1e-9));
        assertThat(attribution.get("move").asDouble()).isCloseTo(sum, within(1e-9));
        assertThat(Math.abs(sum)).isGreaterThan(0.1);
    }

    @Test
    void theFeatureThatMovedThePredictionsFarthestComesFirst() throws IOException {
        List<Double> moves = new ArrayList<>();
        attribution(BREACH)
                .get("features")
                .forEach(feature -> moves.add(Math.abs(feature.get("move").asDouble())));

        assertThat(moves).hasSizeGreaterThan(10).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void aWarningIsAttributedToo() throws IOException {
        assertThat(attribution(new Verdict.Warning(EVIDENCE, Cause.COVARIATE_HARMLESS)))
                .isEqualTo(attribution(BREACH));
    }

    @Test
    void otherVerdictsAreNotAttributed() throws IOException {
        assertThat(List.of(
                        attribution(new Verdict.Stable(EVIDENCE)),
                        attribution(new Verdict.Inconclusive(EVIDENCE, "too few rows")),
                        attribution(new Verdict.Broken(
                                EVIDENCE, List.of(new Fault(Fault.Kind.SCALE, List.of("tenure"), 1, "another unit"))))))
                .allMatch(JsonNode::isMissingNode);
    }

    /** A bundle of before there were facts is still in service. */
    @Test
    void aModelThatKeptNothingOfItsReferenceIsNotAttributed() {
        Champion champion = compared.rows().champion();

        assertThat(ReferenceFacts.NONE.marginMove(
                        champion.model().scorer(), Features.of(rows, champion.schema()), champion.schema()))
                .isEmpty();
    }

    @Test
    void thePageShowsTheMovesWithoutATestThatWasNotMade() throws IOException {
        String first = attribution(BREACH).at("/features/0/name").asText();
        String page = ReportPage.of("batch", Json.MAPPER.readValue(FILES.report(compared, BREACH), Map.class), BREACH);

        assertThat(page)
                .contains("What moved the predictions", "The mean log-odds moved from ")
                .containsSubsequence("What moved the predictions", "<th scope=\"row\">" + first + "</th>")
                .doesNotContain("p is adjusted", "data-of=\"p\"", "leans on other features");
        assertThat(ReportPage.of(
                        "batch",
                        Json.MAPPER.readValue(FILES.report(compared, new Verdict.Stable(EVIDENCE)), Map.class),
                        new Verdict.Stable(EVIDENCE)))
                .doesNotContain("What moved the predictions");
    }
}
