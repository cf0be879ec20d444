package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Loss;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Metric;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.smile.GradientBoosting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model that batches are scored with.
 *
 * @param schema with all categories of its training rows
 * @param importance of each feature on rows held out
 */
record Champion(Schema schema, FlatTrees trees, Map<String, Importance> importance) {

    /** Trains as the service does. */
    static Champion train(Batch rows, Schema schema) {
        Trained trained = (Trained) Trainer.train(rows, schema, Trainer.Options.DEFAULT);
        return new Champion(trained.schema(), trained.trees(), trained.importance());
    }

    /** Grows trees of the same kind from all of these rows. */
    Champion again(Batch rows) {
        return new Champion(
                schema,
                new GradientBoosting()
                        .learn(
                                Features.of(rows, schema),
                                IntStream.range(0, rows.rows()).toArray(),
                                Population.positive(rows, schema))
                        .grow(1),
                importance);
    }

    /** Returns how much its AUC falls without a feature. */
    Map<String, Double> falls() {
        return importance.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, fall -> fall.getValue()
                .mean()));
    }

    float[] probabilities(Batch rows) {
        return trees.probabilities(Features.of(rows, schema));
    }

    double auc(Batch rows) {
        return BinaryClassification.quality(probabilities(rows), Population.positive(rows, schema))
                .of(Metric.AUC);
    }

    /** Returns the {@link Loss} of each row. */
    double[] losses(Batch rows) {
        float[] probabilities = probabilities(rows);
        boolean[] positive = Population.positive(rows, schema);
        double[] losses = new double[probabilities.length];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = Loss.of(probabilities[row], positive[row]);
        }
        return losses;
    }

    List<long[]> leaves(Batch rows) {
        return trees.leaves(Features.of(rows, schema), FlatTrees.WATCHED_TREES);
    }

    ColumnProfile prediction(Batch rows) {
        return Profile.of(
                        new Batch(rows.name(), List.of(ScoredBatch.prediction(probabilities(rows))), rows.rows()),
                        List.of(ScoredBatch.PREDICTION))
                .columns()
                .getFirst();
    }
}
