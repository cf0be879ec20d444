package io.driftway.stage;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.flow.Compared;
import io.driftway.core.flow.Scored;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How far a scored batch is from the baseline of the model that scored it, and how well that model is expected to do on it. */
public final class CompareStage {

    public Compared compare(Scored scored) {
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
}
