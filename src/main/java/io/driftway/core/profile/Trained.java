package io.driftway.core.profile;

import io.driftway.core.batch.Schema;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Metrics;
import io.driftway.core.model.Training;

/**
 * A model fresh from training, everything that a bundle stores.
 *
 * @param schema the columns it takes
 * @param training how it came about
 * @param metrics on the rows held out
 * @param trees the model itself
 * @param reference the training rows' features and predictions
 */
public record Trained(Schema schema, Training training, Metrics metrics, FlatTrees trees, Profile reference)
        implements TrainingResult {}
