package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import java.util.List;

/**
 * Holds a batch and the predictions of a model.
 *
 * @param modelId the model
 * @param batch its rows
 * @param probabilities of the positive class, one per row, in [0, 1]
 * @param leaves rows by leaf, one array for each of the first {@value FlatTrees#WATCHED_TREES} trees; empty where the model has no trees
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

    /** Returns the probabilities as a column of the name {@link #PREDICTION}, to be profiled and compared. */
    public NumericColumn prediction() {
        return prediction(probabilities);
    }

    /** Returns probabilities as a column of the name {@link #PREDICTION}, one cell per row. */
    public static NumericColumn prediction(float[] probabilities) {
        double[] values = new double[probabilities.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = probabilities[row];
        }
        return new NumericColumn(PREDICTION, values);
    }
}
