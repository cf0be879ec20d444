package io.driftway.core.model;

import io.driftway.core.batch.Batch;

/**
 * A model that can be put to work.
 *
 * @param id SHA-256 of the manifest as stored
 * @param manifest its schema and where it comes from
 * @param trees take the features of that schema
 */
public record Model(String id, Manifest manifest, FlatTrees trees) {
    public Model {
        int features = manifest.schema().features().size();
        if (trees.features() != features) {
            throw new IllegalArgumentException(
                    "the trees take " + trees.features() + " features, the schema has " + features);
        }
    }

    /**
     * Gives each row its probability.
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema or has it as another type
     */
    public ScoredBatch score(Batch batch) {
        return new ScoredBatch(id, batch, trees.probabilities(Features.of(batch, manifest.schema())));
    }
}
