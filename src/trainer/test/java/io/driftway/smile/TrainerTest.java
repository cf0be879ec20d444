package io.driftway.smile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.decision.StructuralMissing;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Holdout;
import io.driftway.core.model.Metric;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.TrainingResult;
import io.driftway.core.retrain.Untrainable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainerTest {

    private static Labelled customers;
    private static Trained trained;

    @BeforeAll
    static void trainOnce() {
        customers = Labelled.customers(4_000, 11);
        trained = (Trained) Trainer.train(customers.batch(), customers.schema(), Trainer.Options.DEFAULT);
    }

    @Test
    void telcoChurnIsPredictedAsWellAsThisDataAllows() {
        Labelled telco = Labelled.telco();
        Trained model = (Trained) Trainer.train(telco.batch(), telco.schema(), Trainer.Options.DEFAULT);
        // Five random splits gave 0.847 with a standard deviation of 0.008, whatever the library.
        assertThat(model.metrics().of(Metric.AUC)).isBetween(0.83, 0.88);
        assertThat(model.metrics().of(Metric.LOG_LOSS)).isLessThan(0.43);
        assertThat(model.metrics().of(Metric.BRIER)).isLessThan(0.14);
    }

    @Test
    void metricsAreOfTheRowsHeldOut() {
        assertThat(trained.metrics().rows()).isEqualTo(trained.training().holdoutRows());
        assertThat(trained.training().rows() + trained.training().holdoutRows()).isEqualTo(4_000);
    }

    @Test
    void theReferenceIsOfTheTrainingRowsFeaturesAndPredictions() {
        List<String> names = new ArrayList<>(
                customers.schema().features().stream().map(Field::name).toList());
        names.add(ScoredBatch.PREDICTION);
        assertThat(trained.reference().columns())
                .extracting(ColumnProfile::name)
                .containsExactlyElementsOf(names);
        assertThat(trained.reference().rows()).isEqualTo(trained.training().rows());
    }

    @Test
    void theFactsAreOfTheReferenceAndOfTheRowsHeldOut() {
        ReferenceFacts facts = trained.facts();
        facts.requireFit(trained.reference(), trained.trees());
        assertThat(facts.rows()).isEqualTo(trained.reference().rows());
        assertThat(facts.leaves()).hasSize(trained.trees().trees());
        assertThat(Objects.requireNonNull(facts.attribution()))
                .hasSize(trained.schema().features().size());
        assertThat(Objects.requireNonNull(facts.attribution()))
                .allSatisfy((feature, mean) -> assertThat(mean).as(feature).isFinite());
        // Who has just come has paid nothing yet.
        assertThat(facts.structural())
                .extracting(StructuralMissing::column, StructuralMissing::by)
                .contains(tuple("total_paid", "tenure_months"));
        OnHeldOut heldOut = Objects.requireNonNull(facts.heldOut());
        assertThat(heldOut.loss().rows()).isEqualTo(trained.training().holdoutRows());
        // The model's own expectation is that of its thinned predictions, nearly.
        NumericProfile predictions = heldOut.prediction();
        double expected = 0;
        for (int i = 0; i < predictions.values().length; i++) {
            double p = predictions.values()[i];
            expected += predictions.counts()[i] * p * (1 - p) / predictions.present();
        }
        assertThat(heldOut.loss().mean())
                .isCloseTo(trained.metrics().of(Metric.BRIER) - expected + 0.125, within(1e-3));
    }

    @Test
    void calibrationIsOfTheRowsHeldOut() {
        Calibration calibration = Objects.requireNonNull(trained.calibration());
        assertThat(calibration.rows()).isEqualTo(trained.training().holdoutRows());
        assertThat(calibration.errorAfter()).isLessThan(0.05);
        assertThat(calibration.threshold()).isBetween(0.05, 0.95);
    }

    @Test
    void theFeaturesThatTheLabelsAreDrawnFromAreTheImportantOnes() {
        assertThat(trained.importance())
                .containsOnlyKeys(
                        customers.schema().features().stream().map(Field::name).toList());
        assertThat(trained.importance().get("contract").mean())
                .isGreaterThan(10 * Math.abs(trained.importance().get("region").mean()));
    }

    @Test
    void smokeRowsHaveTheModelsProbabilities() {
        assertThat(trained.smoke()).hasSize(SmokeRow.MAX_ROWS);
        assertThat(SmokeRow.fault(trained.smoke(), trained.schema(), rows -> trained.trees()
                        .probabilities(Features.of(rows, trained.schema()))))
                .isEmpty();
    }

    @Test
    void theReferenceMayBeOfTheNewestRowsOnly() {
        Trained newest = (Trained) Trainer.train(customers.batch(), customers.schema(), new Trainer.Options(1, 500));
        assertThat(newest.reference().rows()).isEqualTo(500);
        assertThat(newest.training().referenceRows()).isEqualTo(500);
        assertThat(newest.training().rows()).isEqualTo(trained.training().rows());
    }

    @Test
    void trainingAgainGivesTheSameTreesBitForBit() {
        Trained again = (Trained) Trainer.train(customers.batch(), customers.schema(), Trainer.Options.DEFAULT);
        assertThat(again.trees()).usingRecursiveComparison().isEqualTo(trained.trees());
        assertThat(again.metrics()).isEqualTo(trained.metrics());
        assertThat(again.training()).isEqualTo(trained.training());
        assertThat(again.calibration()).isEqualTo(trained.calibration());
        assertThat(again.importance()).isEqualTo(trained.importance());
        assertThat(again.smoke()).isEqualTo(trained.smoke());
    }

    @Test
    void anotherSeedGivesOtherTrees() {
        Trained other = (Trained) Trainer.train(
                customers.batch(), customers.schema(), new Trainer.Options(2, Trainer.Options.DEFAULT_REFERENCE_ROWS));
        assertThat(values(other.trees())).isNotEqualTo(values(trained.trees()));
    }

    @Test
    void aCategoryThatTheSchemaDoesNotKnowIsAddedBehindThoseItKnows() {
        Schema narrow = new Schema(
                List.of(
                        new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("b", "a")),
                        new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
                "Yes");
        CategoricalColumn plan = new CategoricalColumn(
                "plan",
                List.of("b", "a", "c"),
                IntStream.range(0, 300).map(i -> i % 3).toArray());
        Trained model = (Trained) Trainer.train(batch(plan, labels(300, "No", "Yes")), narrow, Trainer.Options.DEFAULT);
        assertThat(model.schema().features().getFirst().categories()).containsExactly("b", "a", "c");
    }

    @Test
    void theReferenceKeepsTheMostFrequentCategoriesOnly() {
        List<String> cities = IntStream.range(0, 60).mapToObj(i -> "city " + i).toList();
        Schema schema = new Schema(
                List.of(
                        new Field("city", ColumnType.CAT, Role.FEATURE, cities),
                        new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
                "Yes");
        CategoricalColumn city = new CategoricalColumn(
                "city", cities, IntStream.range(0, 900).map(i -> i * 7 % 60).toArray());

        Trained model = (Trained) Trainer.train(batch(city, labels(900, "No", "Yes")), schema, Trainer.Options.DEFAULT);

        CategoricalProfile kept =
                (CategoricalProfile) model.reference().columns().getFirst();
        assertThat(kept.counts()).hasSize(Profile.MAX_CATEGORIES + 1).containsKey(CategoricalProfile.OTHER);
        assertThat(kept.present()).isEqualTo(model.training().rows());
    }

    @Test
    void rowsWithoutALabelAreLeftOut() {
        CategoricalColumn labels = labels(400, "No", "Yes");
        Arrays.fill(labels.codes(), 0, 100, -1);
        Trained model = (Trained) Trainer.train(batch(fee(400), labels), schema("Yes"), Trainer.Options.DEFAULT);
        assertThat(model.training().rows() + model.training().holdoutRows()).isEqualTo(300);
    }

    @Test
    void aFeatureWithoutAnyValueIsNoHindrance() {
        double[] nothing = new double[300];
        Arrays.fill(nothing, Double.NaN);
        assertThat(Trainer.train(
                        batch(new NumericColumn("fee", nothing), labels(300, "No", "Yes")),
                        schema("Yes"),
                        Trainer.Options.DEFAULT))
                .isInstanceOf(Trained.class);
    }

    @Test
    void aTargetOfOtherThanTwoClassesIsRefused() {
        assertThat(fault(batch(fee(300), labels(300, "a", "b", "c")), "a"))
                .isEqualTo(
                        "the target left must have 2 classes, it has 3: a, b, c; choose a column that says yes or no");
        assertThat(fault(batch(fee(300), labels(300, "a")), "a")).contains("it has 1: a");
    }

    @Test
    void aPositiveClassThatIsNotThereIsRefused() {
        assertThat(fault(batch(fee(300), labels(300, "No", "Yes")), "yes"))
                .isEqualTo(
                        "the positive class yes is not in the target left, which has 2: No, Yes; choose one of these");
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThat(fault(batch(fee(99), labels(99, "No", "Yes")), "Yes"))
                .isEqualTo("99 labelled rows are too few to train on; give at least 100");
    }

    @Test
    void aClassWithTooFewRowsIsRefusedWithItsFigures() {
        CategoricalColumn labels = labels(300, "No", "Yes");
        Arrays.fill(labels.codes(), 0);
        Arrays.fill(labels.codes(), 17, 26, 1);
        assertThat(fault(batch(fee(300), labels), "Yes"))
                .isEqualTo(
                        "of 300 labelled rows 9 are Yes and 291 are not, at least 10 of each are needed to train on; "
                                + "give more rows of the rarer class");
    }

    @Test
    void aClassThatIsOnOneSideOnlyIsRefused() {
        CategoricalColumn labels = labels(300, "No", "Yes");
        Arrays.fill(labels.codes(), 0);
        Batch batch = batch(fee(300), labels);
        int[] training = Holdout.of(batch, schema("Yes"), row -> true).training();
        for (int i = 0; i < 10; i++) {
            labels.codes()[training[i]] = 1;
        }
        assertThat(fault(batch, "Yes"))
                .endsWith("one part has only one class of the target left; give more rows of the rarer class");
    }

    @Test
    void noFeatureIsRefused() {
        Schema alone = new Schema(List.of(new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))), "Yes");
        assertThat(((Untrainable) Trainer.train(
                                batch(fee(300), labels(300, "No", "Yes")), alone, Trainer.Options.DEFAULT))
                        .line())
                .isEqualTo("no column is left as a feature; give columns besides target and id");
    }

    private static String fault(Batch batch, String positive) {
        return ((Untrainable) Trainer.train(batch, schema(positive), Trainer.Options.DEFAULT)).line();
    }

    private static float[] values(FlatTrees trees) {
        return trees.value();
    }

    private static Schema schema(String positive) {
        return new Schema(
                List.of(
                        new Field("fee", ColumnType.NUM, Role.FEATURE, List.of()),
                        new Field("left", ColumnType.CAT, Role.TARGET, List.of())),
                positive);
    }

    private static Batch batch(Column feature, CategoricalColumn labels) {
        return new Batch("batch", List.of(feature, labels), labels.size());
    }

    private static NumericColumn fee(int rows) {
        return new NumericColumn(
                "fee", IntStream.range(0, rows).mapToDouble(i -> i * 0.1).toArray());
    }

    private static CategoricalColumn labels(int rows, String... classes) {
        return new CategoricalColumn(
                "left",
                List.of(classes),
                IntStream.range(0, rows)
                        .map(i -> (i * 7 + i / 5) % classes.length)
                        .toArray());
    }

    /** @param given is told of each column of the rows */
    private static Supplier<TrainingResult> prepared(Consumer<Column> given) {
        Labelled rows = Labelled.customers(1_000, 5);
        rows.batch().columns().forEach(given);
        return Trainer.prepare(rows.batch(), rows.schema(), Trainer.Options.DEFAULT);
    }

    @Test
    void whatIsPreparedDoesNotHoldTheRowsThatWereGiven() {
        List<WeakReference<Column>> given = new ArrayList<>();

        Supplier<TrainingResult> prepared = prepared(column -> given.add(new WeakReference<>(column)));
        System.gc();

        assertThat(given).hasSize(19).allMatch(column -> column.refersTo(null));
        assertThat(prepared.get()).isInstanceOf(Trained.class);
    }
}
