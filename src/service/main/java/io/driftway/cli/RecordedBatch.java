package io.driftway.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.driftway.core.decision.Verdict;
import io.driftway.core.pipeline.StoreReplay;

/**
 * What would have been decided about a batch of a store, and what was; as JSON a contract.
 *
 * @param again what would have been decided; its verdict is null where the batch cannot be read any more
 * @param recorded the recorded verdict
 * @param recordedAsks whether it asks for a retraining
 * @param name of the blob
 */
record RecordedBatch(@JsonUnwrapped ReplayedBatch again, String recorded, boolean recordedAsks, String name) {

    static RecordedBatch of(int batch, StoreReplay.Again judged) {
        int rows = Math.toIntExact(judged.recorded().dataset().rowsCurrent());
        Verdict verdict = judged.verdict();
        return new RecordedBatch(
                verdict == null
                        ? ReplayedBatch.unread(batch, rows)
                        : ReplayedBatch.of(batch, rows, verdict, judged.dataDriftValue()),
                judged.recorded().outcome(),
                judged.recorded().retrain(),
                judged.recorded().source().name());
    }
}
