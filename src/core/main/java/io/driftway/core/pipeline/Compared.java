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
 * Compares a scored batch with its model's reference and estimates the model's performance on it.
 *
 * @param scored the batch
 * @param profile of its features and of the predicted probabilities
 * @param data drift of the features
 * @param prediction drift of the predicted probabilities
 * @param estimate of the champion's performance on the batch, without its labels
 */
public record Compared(
        Scored scored, Profile profile, DriftReport data, DriftScore prediction, PerformanceEstimate estimate) {

    /** As that of the {@link IncomingBatch}. */
    @Override
    public int hashCode() {
        return scored.hashCode();
    }

    /** Returns the part of the batch that a decision rule sees. */
    public Observation observation(Delivery delivery) {
        IncomingBatch incoming = scored.incoming();
        return new Observation(
                incoming.blob().batchId(),
                data,
                profile,
                incoming.champion().baseline().facts().watched(scored.scores()),
                delivery);
    }

    /**
     * Returns which features moved the predictions, where the verdict is a warning or a breach. Other batches are spared the time: most are
     * stable, the rows of a broken feed do not show the world, and an inconclusive batch was not judged.
     *
     * @return empty also where the model has no trees, or its bundle is older than attributions
     */
    public Optional<MarginMove> marginMove(Verdict verdict) {
        Champion champion = scored.incoming().champion();
        return verdict instanceof Verdict.Warning || verdict instanceof Verdict.Breach
                ? champion.baseline().facts().marginMove(champion.model().scorer(), features(), champion.schema())
                : Optional.empty();
    }

    private Features features() {
        return Features.of(
                scored.incoming().batch(), scored.incoming().champion().schema());
    }
}
