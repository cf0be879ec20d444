package io.driftway.core.decision;

import io.driftway.core.profile.Profile;
import java.util.Objects;

/**
 * Holds the reference that a model's batches are compared with.
 *
 * @param modelId the model whose training rows are summarised
 * @param referenceSha256 names the content of the profile
 * @param reference the features, and the model's own probabilities as {@link io.driftway.core.model.ScoredBatch#PREDICTION}
 * @param facts figures of the reference's rows that a decision by evidence needs as well; {@link ReferenceFacts#NONE} where the model's bundle has none
 */
public record Baseline(String modelId, String referenceSha256, Profile reference, ReferenceFacts facts) {
    public Baseline {
        Objects.requireNonNull(modelId);
        Objects.requireNonNull(referenceSha256);
        Objects.requireNonNull(reference);
        Objects.requireNonNull(facts);
    }
}
