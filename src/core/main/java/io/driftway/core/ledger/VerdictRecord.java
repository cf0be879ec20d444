package io.driftway.core.ledger;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
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
 * @param outcome {@link Verdict#outcome}
 * @param reason why an inconclusive verdict is so
 * @param retrain whether this verdict asks for retraining; the retrain policy then decides
 * @param dataset the figures that were judged
 * @param warnings what else is worth counting about the batch; null in records of a release that did not count
 * @param labelled rows that came with their label; null in records of a release that did not look
 * @param predictions where the predictions are
 * @param report where the drift report is
 * @param traceparent the trace in which it was reached
 * @param version of this program
 * @param decidedAt when
 * @param format {@value #FORMAT}; null in records of a release that kept the outcome only
 * @param verdict with its evidence; null in such records, see {@link #judged}
 * @param position of its batch in the {@link DecisionLog}, from 1; null where the rule needs no history
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
        Instant decidedAt,
        @Nullable Integer format,
        @Nullable Verdict verdict,
        @Nullable Long position) {

    /** The format that this release writes. */
    public static final int FORMAT = 2;

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
                decidedAt,
                null,
                null,
                null);
    }

    /** Tells whether the batch's figures of drift mean something: those of an inconclusive batch and of a broken feed mean nothing. */
    public boolean conclusive() {
        return !outcome.equals("inconclusive") && !outcome.equals("broken");
    }

    /** Returns the verdict. Of a record that kept the outcome only it is made from that, and the thresholds in its evidence are NaN. */
    public Verdict judged() {
        if (verdict != null) {
            return verdict;
        }
        Evidence evidence = new Evidence.Share(
                dataset.dataDriftValue(),
                Double.NaN,
                Double.NaN,
                dataset.testedColumns(),
                dataset.driftedColumnsCount(),
                List.of());
        return switch (outcome) {
            case "stable" -> new Verdict.Stable(evidence);
            case "warning" -> new Verdict.Warning(evidence, null);
            case "breach" -> new Verdict.Breach(evidence, null);
            default -> new Verdict.Inconclusive(evidence, reason == null ? outcome : reason);
        };
    }

    public VerdictRecord {
        if (format != null && format > FORMAT) {
            throw new IllegalArgumentException(
                    "its format is " + format + ", written by a newer release; this one reads up to " + FORMAT);
        }
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
