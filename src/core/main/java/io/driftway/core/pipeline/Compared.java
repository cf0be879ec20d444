package io.driftway.core.pipeline;

import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.model.MarginMove;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.Optional;

/**
 * Compares a scored batch with its model's reference and estimates the model's performance on it.
 *
 * @param rows of the batch
 * @param profile of its features and of the predicted probabilities
 * @param data drift of the features
 * @param prediction drift of the predicted probabilities
 * @param estimate of the champion's performance on the batch, without its labels
 */
public record Compared(
        ScoredRows rows, Profile profile, DriftReport data, DriftScore prediction, PerformanceEstimate estimate) {

    /** As that of the {@link IncomingBatch}. */
    @Override
    public int hashCode() {
        return rows.hashCode();
    }

    /** Returns the part of the batch that a decision rule sees. */
    public Observation observation(Delivery delivery) {
        return new Observation(
                rows.blob().batchId(),
                data,
                profile,
                rows.champion().baseline().facts().watched(rows.leaves()),
                delivery);
    }

    /** Returns the predicted probabilities. */
    public NumericProfile predictions() {
        return (NumericProfile) profile.column(ScoredBatch.PREDICTION).orElseThrow();
    }

    /**
     * Returns which features moved the predictions, where the verdict is a warning or a breach. Other batches are spared the time: most are
     * stable, the rows of a broken feed do not show the world, and an inconclusive batch was not judged.
     *
     * @return empty also where the model has no trees, or its bundle is older than attributions
     */
    public Optional<MarginMove> marginMove(Verdict verdict) {
        return verdict instanceof Verdict.Warning || verdict instanceof Verdict.Breach
                ? rows.marginMove()
                : Optional.empty();
    }
}
