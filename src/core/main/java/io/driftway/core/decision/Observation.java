package io.driftway.core.decision;

import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the part of a batch that a decision rule sees.
 *
 * @param batch its name, by which windows name their batches
 * @param report drift of its features
 * @param profile of its features and, where there is a model, of its predictions
 * @param leaves rows by leaf, one array for each tree of {@link Reference#leaves}
 * @param delivery how the batch came
 */
public record Observation(String batch, DriftReport report, Profile profile, List<long[]> leaves, Delivery delivery) {

    public Observation {
        leaves = List.copyOf(leaves);
    }

    /** Returns it as a repeat of an earlier batch, or of none where that is null. */
    public Observation repeating(@Nullable String earlier) {
        return new Observation(
                batch, report, profile, leaves, new Delivery(delivery.rows(), earlier, delivery.unreadable()));
    }
}
