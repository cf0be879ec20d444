package io.driftway.core.decision;

import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.Profile;
import java.util.List;

/**
 * What a rule sees of a batch.
 *
 * @param batch its name; windows name their batches by it
 * @param report drift of its features by the rules of the comparison
 * @param profile of its features and, where there is a model, of its predictions
 * @param leaves rows by leaf, for each tree of {@link Reference#leaves}
 * @param delivery how the batch came
 */
public record Observation(String batch, DriftReport report, Profile profile, List<long[]> leaves, Delivery delivery) {

    public Observation {
        leaves = List.copyOf(leaves);
    }
}
