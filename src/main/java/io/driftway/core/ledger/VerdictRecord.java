package io.driftway.core.ledger;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable verdict on one batch, committed once and never changed.
 *
 * @param batchId whose verdict
 * @param source the blob version
 * @param contentSha256 of the blob's bytes as stored
 * @param champion the model that scored it and the baseline that it was compared with
 * @param outcome {@code stable}, {@code warning}, {@code breach} or {@code inconclusive}
 * @param reason why an inconclusive verdict is so
 * @param retrain whether this verdict asks for retraining; whether it is granted is the retrain policy's affair
 * @param dataset the figures that were judged
 * @param warnings what else is worth counting about the batch; null in records of a release that did not count
 * @param labelled rows that came with their label; null in records of a release that did not look
 * @param predictions where the predictions are
 * @param report where the drift report is
 * @param traceparent the trace in which it was reached
 * @param version of this program
 * @param decidedAt when
 */
public record VerdictRecord(
        String batchId,
        BlobVersion source,
        String contentSha256,
        ChampionPointer champion,
        String outcome,
        @Nullable String reason,
        boolean retrain,
        Dataset dataset,
        @Nullable List<BatchWarning> warnings,
        @Nullable Long labelled,
        String predictions,
        String report,
        @Nullable String traceparent,
        String version,
        Instant decidedAt) {

    /** Without warnings and labels. */
    public VerdictRecord(
            String batchId,
            BlobVersion source,
            String contentSha256,
            ChampionPointer champion,
            String outcome,
            @Nullable String reason,
            boolean retrain,
            Dataset dataset,
            String predictions,
            String report,
            @Nullable String traceparent,
            String version,
            Instant decidedAt) {
        this(
                batchId,
                source,
                contentSha256,
                champion,
                outcome,
                reason,
                retrain,
                dataset,
                List.of(),
                0L,
                predictions,
                report,
                traceparent,
                version,
                decidedAt);
    }

    /** Whether the batch could be judged: an inconclusive verdict has figures, and they mean nothing. */
    public boolean conclusive() {
        return !outcome.equals(new Verdict.Inconclusive("").outcome());
    }

    public VerdictRecord {
        warnings = warnings == null ? null : List.copyOf(warnings);
    }

    /**
     * The figures of the batch as a whole.
     *
     * @param dataDriftValue share of drifted columns, in [0, 1]; null when nothing could be tested
     * @param predictionDriftValue drift score of the predicted probabilities; null when it could not be computed
     */
    public record Dataset(
            int testedColumns,
            int driftedColumnsCount,
            @Nullable Double dataDriftValue,
            @Nullable Double predictionDriftValue,
            long missingValueCount,
            long rowsReference,
            long rowsCurrent) {}
}
