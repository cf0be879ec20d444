package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.Observation;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.model.Features;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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

    /** Compares a scored batch with the baseline of its model, and estimates what the model does on it. */
    public static Compared of(Scored scored) {
        Profile reference = scored.arrival().champion().baseline().reference();
        Profile current = Profile.of(
                withPredictions(scored),
                reference.columns().stream().map(ColumnProfile::name).toList());
        DriftReport all = DriftComparison.compare(
                reference, current, scored.arrival().champion().drift());
        Predicate<DriftScore> ofPrediction = score -> score.tested().column().equals(ScoredBatch.PREDICTION);
        return new Compared(
                scored,
                current,
                new DriftReport(
                        all.rowsReference(),
                        all.rowsCurrent(),
                        scored.arrival().batch().missing(),
                        all.scores().stream().filter(ofPrediction.negate()).toList()),
                all.scores().stream().filter(ofPrediction).findFirst().orElseThrow(),
                PerformanceEstimate.of(scored.arrival().champion().model().manifest(), scored.scores(), reference));
    }

    private static Batch withPredictions(Scored scored) {
        Batch batch = scored.arrival().batch();
        List<Column> columns = new ArrayList<>(batch.columns());
        columns.add(scored.scores().prediction());
        return new Batch(batch.name(), columns, batch.rows());
    }

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
