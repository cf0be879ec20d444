package io.driftway.smile;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.estimate.PerformanceEstimate.Estimated;
import io.driftway.core.estimate.PerformanceEstimate.Refused;
import io.driftway.core.estimate.Support;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Model;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.csv.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A trained model on batches that it has never seen, whose labels are known to the test alone. */
class EstimateTest {

    private static final int BATCHES = 100;

    private static Labelled customers;
    private static Trained trained;
    private static Model model;

    @BeforeAll
    static void train() {
        customers = Labelled.customers(12_000, 5);
        trained = (Trained) Trainer.train(customers.batch(), customers.schema(), Trainer.Options.DEFAULT);
        model = new Model(
                "model",
                new Manifest(
                        Manifest.FORMAT,
                        trained.schema(),
                        trained.training(),
                        trained.metrics(),
                        trained.calibration(),
                        trained.importance(),
                        trained.smoke(),
                        DriftSettings.NONE,
                        "trees",
                        "reference",
                        null,
                        null),
                trained.trees());
    }

    private static PerformanceEstimate estimate(Batch batch) {
        return PerformanceEstimate.of(
                model.manifest(),
                NumericProfile.of(model.score(batch).prediction()),
                Support.outside(batch, model.manifest().schema(), trained.reference()));
    }

    private static Labelled batch(int rows, long seed, double drift) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(seed, 50_000_000).write(csv, rows, drift, true);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return new Labelled(
                (Batch) CsvReader.read("batch", new ByteArrayInputStream(csv.toByteArray()), customers.schema()),
                customers.schema());
    }

    /** 95 of 100 are expected; the batches share one calibration, so they miss together: 86 is four standard deviations of single ones. */
    @Test
    void onNewBatchesOfTheSameCustomersTheRealAucLiesInTheBand() {
        int inside = 0;
        for (int i = 0; i < BATCHES; i++) {
            Labelled batch = batch(1_000, 100 + i, 0);
            Estimated estimated = (Estimated) estimate(batch.batch());
            double auc = BinaryClassification.quality(model.score(batch.batch()).probabilities(), batch.positive())
                    .of(Metric.AUC);
            inside += estimated.of(Metric.AUC).contains(auc) ? 1 : 0;
        }
        assertThat(inside).isBetween(86, 100);
    }

    @Test
    void aBatchFromOutsideTheTrainingDataIsRefusedWithItsShare() {
        Batch batch = batch(1_000, 7, 0).batch();
        List<Column> columns = new ArrayList<>();
        for (Column column : batch.columns()) {
            columns.add(
                    column instanceof NumericColumn fee && fee.name().equals("monthly_fee")
                            ? new NumericColumn(
                                    fee.name(),
                                    Arrays.stream(fee.values())
                                            .map(value -> value * 3)
                                            .toArray())
                            : column);
        }
        assertThat(((Refused) estimate(new Batch("raised", columns, batch.rows()))).reason())
                .matches(
                        "\\d\\d\\.\\d % of the rows lie outside what the model was trained on, at most 10\\.0 % are allowed");
    }

    @Test
    void aModelWithoutCalibrationIsNotEstimated() {
        Manifest bare = new Manifest(
                Manifest.FORMAT,
                trained.schema(),
                trained.training(),
                trained.metrics(),
                DriftSettings.NONE,
                "trees",
                "reference",
                null);
        Batch batch = batch(1_000, 7, 0).batch();
        assertThat(PerformanceEstimate.of(
                        bare, NumericProfile.of(model.score(batch).prediction()), 0))
                .isEqualTo(new Refused(
                        "the model's manifest has no calibration; train or import it again with labelled rows"));
    }
}
