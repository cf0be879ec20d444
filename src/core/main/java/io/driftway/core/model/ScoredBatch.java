package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import java.util.List;

/**
 * A batch and what a model says of it.
 *
 * @param modelId the model
 * @param batch its rows
 * @param probabilities of the positive class, one per row, in [0, 1]
 * @param leaves rows by leaf, for each of the first {@value FlatTrees#WATCHED_TREES} trees; empty where the model has none
 */
@SuppressWarnings("ArrayRecordComponent")
public record ScoredBatch(String modelId, Batch batch, float[] probabilities, List<long[]> leaves) {

    /** Name under which predictions are profiled beside the features. */
    public static final String PREDICTION = "prediction";

    public ScoredBatch {
        if (probabilities.length != batch.rows()) {
            throw new IllegalArgumentException(probabilities.length + " probabilities for " + batch.rows() + " rows");
        }
    }

    /** The probabilities as a column, to be profiled and compared. */
    public NumericColumn prediction() {
        return prediction(probabilities);
    }

    /** Probabilities as a column of the name {@link #PREDICTION}. */
    public static NumericColumn prediction(float[] probabilities) {
        double[] values = new double[probabilities.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = probabilities[row];
        }
        return new NumericColumn(PREDICTION, values);
    }
}
