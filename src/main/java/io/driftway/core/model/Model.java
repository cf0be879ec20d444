package io.driftway.core.model;

import io.driftway.core.batch.Batch;

/**
 * A model that can be put to work.
 *
 * @param id SHA-256 of the manifest as stored
 * @param manifest its schema and where it comes from
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
     * Gives each row its probability.
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema or has it as another type, or a row gets no probability
     */
    public ScoredBatch score(Batch batch) {
        return new ScoredBatch(id, batch, scorer.probabilities(Features.of(batch, manifest.schema())));
    }
}
