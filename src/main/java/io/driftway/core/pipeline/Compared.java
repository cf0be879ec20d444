package io.driftway.core.pipeline;

import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.Observation;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.model.Features;
import io.driftway.core.profile.Profile;

/**
 * A scored batch with how far it is from the baseline.
 *
 * @param scored the batch
 * @param profile of its features and of the predicted probabilities
 * @param data drift of the features
 * @param prediction drift of the predicted probabilities
 * @param estimate how well the champion is expected to do on it, without its labels
 */
public record Compared(
        Scored scored, Profile profile, DriftReport data, DriftScore prediction, PerformanceEstimate estimate) {

    /** Returns what a decision rule sees of the batch. */
    public Observation observation(Delivery delivery) {
        Arrival arrival = scored.arrival();
        return new Observation(
                arrival.blob().batchId(),
                data,
                profile,
                arrival.champion()
                        .baseline()
                        .facts()
                        .leaves(
                                arrival.champion().model().scorer(),
                                Features.of(arrival.batch(), arrival.champion().schema())),
                delivery);
    }
}
