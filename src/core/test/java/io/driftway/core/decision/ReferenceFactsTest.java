package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.AttributionMove;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.MarginMove;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceFactsTest {

    private static final double[] NOTHING = {};
    private static final Budget DAILY = new Budget(1, 365, 1);
    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("fee", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "plus"))),
            null);

    /** The first asks whether the fee is at most 0.5, the second whether the plan is the basic one. */
    private static final FlatTrees TREES = new FlatTrees(
            2,
            0,
            new int[] {0, 3},
            new int[] {0, -1, -1, 1, -1, -1},
            new float[] {0.5f, 1, 2, 0.5f, 3, 4},
            new int[] {1, -1, -1, 1, -1, -1},
            new int[] {2, -1, -1, 2, -1, -1});

    private static Batch rows(double[] fees, int... plans) {
        return new Batch(
                "rows",
                List.of(new NumericColumn("fee", fees), new CategoricalColumn("plan", List.of("basic", "plus"), plans)),
                fees.length);
    }

    private static Profile profile(Batch rows) {
        return Profile.of(rows, List.of("fee", "plan"));
    }

    private static Batch random(SplittableRandom random, int rows) {
        return rows(random.doubles(rows).toArray(), random.ints(rows, 0, 2).toArray());
    }

    @Test
    void threeEqualRowsAreThreePairsOfEqualRows() {
        Batch rows = rows(new double[] {1, 1, 0, 1, Double.NaN, Double.NaN, 0}, 0, 0, 1, 0, -1, -1, 1);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile(rows));
        assertThat(facts.rows()).isEqualTo(7);
        assertThat(facts.equalPairs()).isEqualTo(3 + 1 + 1);
        Batch other = rows(new double[] {1, 1, 2, 2}, 0, 1, 0, 1);
        assertThat(ReferenceFacts.of(other, profile(other)).equalPairs()).isZero();
    }

    @Test
    void leavesAreThoseThatTheRowsFallInto() {
        Batch rows = rows(new double[] {0.1, 0.2, 0.9, 0.5}, 0, 1, 0, 0);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile(rows), SCHEMA, TREES, null);
        assertThat(facts.leaves()).hasSize(2);
        assertThat(facts.leaves().getFirst()).containsExactly(3, 1);
        assertThat(facts.leaves().getLast()).containsExactly(3, 1);
        assertThat(watched(facts, Features.of(rows, SCHEMA)).getFirst()).containsExactly(3, 1);
        assertThat(watched(ReferenceFacts.NONE, Features.of(rows, SCHEMA))).isEmpty();
        facts.requireFit(profile(rows), TREES);
    }

    /** The leaves are twice their values in log-odds: the mean margins are 2 (1 + 3) and 2 (1.5 + 3.25). */
    @Test
    void theMoveOfTheMeanMarginIsThatOfItsFeatures() {
        Batch rows = rows(new double[] {0.1, 0.2, 0.3, 0.4}, 0, 0, 0, 0);
        Batch moved = rows(new double[] {0.1, 0.2, 0.9, 0.8}, 0, 1, 0, 0);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile(rows), SCHEMA, TREES, null);

        MarginMove move =
                facts.marginMove(TREES, Features.of(moved, SCHEMA), SCHEMA).orElseThrow();

        assertThat(move.reference()).isCloseTo(8, within(1e-9));
        assertThat(move.current()).isCloseTo(9.5, within(1e-9));
        assertThat(move.features()).extracting(AttributionMove::feature).containsExactly("fee", "plan");
        assertThat(move.features().getFirst().move()).isCloseTo(1, within(1e-9));
        assertThat(move.features().getLast().move()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void noRowMovesNothing() {
        Batch rows = rows(new double[] {0.1, 0.2}, 0, 1);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile(rows), SCHEMA, TREES, null);

        assertThat(facts.marginMove(TREES, Features.of(rows(NOTHING), SCHEMA), SCHEMA))
                .isEmpty();
    }

    @Test
    void factsOfOtherRowsOrTreesDoNotFit() {
        SplittableRandom random = new SplittableRandom(1);
        Batch rows = random(random, 100);
        Profile profile = profile(rows);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile, SCHEMA, TREES, null);
        assertThatThrownBy(() -> facts.requireFit(profile(random(random, 101)), TREES))
                .hasMessage("it is of 100 rows, the reference has 101");
        assertThatThrownBy(() -> ReferenceFacts.of(rows, profile).requireFit(profile, TREES))
                .hasMessage("it has the leaves of 0 trees, and 2 are counted");
        assertThatThrownBy(() -> with(facts, List.of(new long[] {60, 30, 10}, new long[] {50, 50}))
                        .requireFit(profile, TREES))
                .hasMessage("it counts 3 leaves of tree 0, which has 2");
        assertThatThrownBy(() -> with(facts, List.of(new long[] {50, 50}, new long[] {50, 49}))
                        .requireFit(profile, TREES))
                .hasMessage("the leaves of tree 1 do not hold each row once");
    }

    private static ReferenceFacts with(ReferenceFacts facts, List<long[]> leaves) {
        return new ReferenceFacts(facts.rows(), leaves, List.of(), Associations.NONE, facts.equalPairs(), null, null);
    }

    @Test
    void missingCellsThatTheReferenceDoesNotHaveDoNotFit() {
        double[] fees = new double[100];
        int[] plans = new int[100];
        for (int row = 0; row < 100; row++) {
            fees[row] = row < 30 ? Double.NaN : row;
            plans[row] = row < 50 ? 0 : 1;
        }
        Batch rows = rows(fees, plans);
        ReferenceFacts facts = ReferenceFacts.of(rows, profile(rows), SCHEMA, TREES, null);
        assertThat(facts.structural()).hasSize(1);
        facts.requireFit(profile(rows), TREES);
        fees[40] = Double.NaN;
        Batch others = rows(fees, plans);
        assertThatThrownBy(() -> facts.requireFit(profile(others), TREES))
                .hasMessage("the missing cells of fee by plan are not those of the reference");
    }

    @Test
    void fewerThanThirtyHeldOutRowsAreLeftOut() {
        assertThat(OnHeldOut.of(new float[29], new boolean[29])).isEmpty();
        OnHeldOut known = OnHeldOut.of(new float[30], new boolean[30]).orElseThrow();
        assertThat(known.loss()).isEqualTo(new Loss(0.125, 0, 30));
        assertThat(known.prediction().present()).isEqualTo(30);
    }

    /** Predictions of the training rows are near 0 and 1, those of other rows are not. */
    @Test
    void predictionsAreComparedWithThoseOnHeldOutRowsWhereTheyAreKnown() {
        SplittableRandom random = new SplittableRandom(2);
        Batch rows = random(random, 5_000);
        float[] bold = new float[5_000];
        float[] held = new float[5_000];
        for (int row = 0; row < 5_000; row++) {
            bold[row] = row % 2 == 0 ? 0.01f : 0.99f;
            held[row] = (float) random.nextDouble();
        }
        Profile reference = with(profile(rows), bold);
        OnHeldOut heldOut = OnHeldOut.of(held, new boolean[5_000]).orElseThrow();
        ReferenceFacts facts = ReferenceFacts.of(rows, reference, SCHEMA, TREES, heldOut);

        Batch batch = random(random, 1_000);
        float[] predictions = new float[1_000];
        for (int row = 0; row < 1_000; row++) {
            predictions[row] = (float) random.nextDouble();
        }
        Profile profile = with(profile(batch), predictions);
        Features features = Features.of(batch, SCHEMA);
        assertThat(verdict(facts, reference, profile, watched(facts, features), NOTHING))
                .isInstanceOf(Verdict.Stable.class);
        assertThat(verdict(ReferenceFacts.NONE, reference, profile, watched(ReferenceFacts.NONE, features), NOTHING))
                .isInstanceOf(Verdict.Warning.class);
    }

    @Test
    void rowsThatRepeatMoreOftenThanThoseOfTheReferenceAreAFaultOfTheFeed() {
        SplittableRandom random = new SplittableRandom(4);
        Batch rows = random(random, 5_000);
        Profile reference = profile(rows);
        Batch batch = random(random, 1_000);
        Batch twice = batch.select(IntStream.range(0, 1_000).map(row -> row / 2).toArray());
        assertThat(faults(ReferenceFacts.of(rows, reference), reference, twice))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.REPEATED);
        assertThat(faults(ReferenceFacts.of(rows, reference), reference, batch)).isEmpty();
        assertThat(faults(ReferenceFacts.NONE, reference, twice)).isEmpty();
    }

    private static List<Fault> faults(ReferenceFacts facts, Profile reference, Batch batch) {
        RowRepeats repeats = RowRepeats.of(batch, List.of("fee", "plan"));
        return facts.rule(reference, Map.of(), DAILY, 30)
                .faults(new Observation(
                        "batch",
                        new DriftReport(reference.rows(), batch.rows(), 0, List.of()),
                        profile(batch),
                        List.of(),
                        new Delivery(repeats, null, List.of())));
    }

    @Test
    void labelsAreComparedWithTheLossOnHeldOutRowsAndAskForNothingWhereItIsNotKnown() {
        SplittableRandom random = new SplittableRandom(3);
        Batch rows = random(random, 2_000);
        Profile reference = profile(rows);
        float[] sure = new float[200];
        Arrays.fill(sure, 0.9f);
        boolean[] right = new boolean[200];
        Arrays.fill(right, true);
        ReferenceFacts facts = ReferenceFacts.of(
                rows, reference, SCHEMA, TREES, OnHeldOut.of(sure, right).orElseThrow());
        double[] wrong = new double[200];
        Arrays.fill(wrong, Loss.of(0.9, false));

        assertThat(afterLabels(facts, reference, rows, wrong)).isInstanceOf(Verdict.Breach.class);
        assertThat(afterLabels(ReferenceFacts.NONE, reference, rows, wrong)).isInstanceOf(Verdict.Stable.class);
    }

    private static Verdict afterLabels(ReferenceFacts facts, Profile reference, Batch rows, double[] losses) {
        // Without predictions of its own the reference needs none of the batch either.
        Profile batch = facts.heldOut() == null
                ? reference
                : reference.with(facts.heldOut().prediction());
        return verdict(facts, reference, batch, watched(facts, Features.of(rows, SCHEMA)), losses);
    }

    private static Verdict verdict(
            ReferenceFacts facts, Profile reference, Profile batch, List<long[]> leaves, double[] losses) {
        EvidenceRule rule = facts.rule(reference, Map.of(), DAILY, 30);
        DriftReport report = new DriftReport(reference.rows(), batch.rows(), 0, List.of());
        return rule.decide(
                        new Observation("batch", report, batch, leaves, Delivery.UNKNOWN),
                        rule.labelled(History.NONE, losses))
                .verdict();
    }

    private static Profile with(Profile features, float[] predictions) {
        NumericColumn column = ScoredBatch.prediction(predictions);
        return features.with(
                Profile.of(new Batch("predictions", List.of(column), predictions.length), List.of(column.name()))
                        .columns()
                        .getFirst());
    }

    /** The leaves of rows that are watched, as a model counts them. */
    private static List<long[]> watched(ReferenceFacts facts, Features rows) {
        List<long[]> fallen = TREES.counters(2);
        TREES.probabilities(rows, fallen);
        return facts.watched(fallen);
    }
}
