package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import java.util.List;

/**
 * Holds a model that is ready to score.
 *
 * <p>The constructor throws {@link IllegalArgumentException} when the scorer takes another number of features than the schema has.
 *
 * @param id SHA-256 of the manifest as stored
 * @param manifest its schema, training and quality
 * @param scorer takes the features of that schema
 */
public record Model(String id, Manifest manifest, Scorer scorer) {
    public Model {
        int features = manifest.schema().features().size();
        if (scorer.features() != features) {
            throw new IllegalArgumentException(
                    "the model takes " + scorer.features() + " features, the schema has " + features);
        }
    }

    /**
     * Gives each row its probability of the positive class, in [0, 1]. A batch without rows gets none.
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema or has it as another type, or a row gets no probability
     */
    public ScoredBatch score(Batch batch) {
        Features features = Features.of(batch, manifest.schema());
        if (!(scorer instanceof FlatTrees trees)) {
            return new ScoredBatch(id, batch, scorer.probabilities(features), List.of());
        }
        List<long[]> fallen = trees.counters(FlatTrees.WATCHED_TREES);
        return new ScoredBatch(id, batch, trees.probabilities(features, fallen), fallen);
    }
}
