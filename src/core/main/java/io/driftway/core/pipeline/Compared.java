package io.driftway.core.pipeline;

import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.ledger.Champion;
import io.driftway.core.model.Features;
import io.driftway.core.model.MarginMove;
import io.driftway.core.profile.Profile;
import java.util.Optional;

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
        IncomingBatch arrival = scored.arrival();
        return new Observation(
                arrival.blob().batchId(),
                data,
                profile,
                arrival.champion().baseline().facts().watched(scored.scores()),
                delivery);
    }

    /**
     * Says which features moved the predictions, where the verdict is that something has moved. Most batches are stable and are spared the time. The rows of
     * a broken feed are not what the world is like, and an inconclusive batch was not judged.
     *
     * @return empty also where the model has no trees, or its bundle is older than attributions
     */
    public Optional<MarginMove> marginMove(Verdict verdict) {
        Champion champion = scored.arrival().champion();
        return verdict instanceof Verdict.Warning || verdict instanceof Verdict.Breach
                ? champion.baseline().facts().marginMove(champion.model().scorer(), features(), champion.schema())
                : Optional.empty();
    }

    private Features features() {
        return Features.of(scored.arrival().batch(), scored.arrival().champion().schema());
    }
}
