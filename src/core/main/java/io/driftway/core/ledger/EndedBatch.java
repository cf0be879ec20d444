package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Cause;
import java.time.Instant;
import java.util.Comparator;

/**
 * Says in one line how a batch ended. {@link EndedBatches} holds one for each batch, so it has no more than a list shows.
 *
 * @param batchId which batch
 * @param name of its blob. It may be hostile
 * @param outcome that of its verdict, {@value #QUARANTINED} or {@value #SUPERSEDED}
 * @param why the cause of the verdict, why it is inconclusive, or the reason of the quarantine; empty where there is none
 * @param endedAt when
 * @param model that judged it; empty where none did
 * @param promotion of that model; 0 where none judged it
 * @param rows of the batch; 0 where none judged it
 * @param driftValue share of drifted columns, in [0, 1]; NaN where nothing was tested
 * @param chance p-value of the verdict, in [0, 1]; NaN where there is none
 * @param drifted columns that drifted
 * @param tested columns that could be tested
 */
public record EndedBatch(
        String batchId,
        String name,
        String outcome,
        String why,
        Instant endedAt,
        String model,
        long promotion,
        long rows,
        double driftValue,
        double chance,
        int drifted,
        int tested) {

    /** The outcome of a batch that was set aside. */
    public static final String QUARANTINED = "quarantined";

    /** The outcome of a version that was overwritten or deleted before it was read. */
    public static final String SUPERSEDED = "superseded";

    /** Earlier endings first; of two of one instant, every replica takes the same for the earlier. */
    static final Comparator<EndedBatch> BY_TIME =
            Comparator.comparing(EndedBatch::endedAt).thenComparing(EndedBatch::batchId);

    /** Tells whether there is a verdict, and so a report. */
    public boolean judged() {
        return !model.isEmpty();
    }

    static EndedBatch of(VerdictRecord verdict) {
        Double value = verdict.dataset().dataDriftValue();
        return new EndedBatch(
                verdict.batchId(),
                verdict.source().name(),
                verdict.outcome(),
                verdict.reason() == null
                        ? verdict.judged().why().map(Cause::code).orElse("")
                        : verdict.reason(),
                verdict.decidedAt(),
                verdict.champion().model(),
                verdict.champion().sequence(),
                verdict.dataset().rowsCurrent(),
                value == null ? Double.NaN : value,
                verdict.judged().chance().orElse(Double.NaN),
                verdict.dataset().driftedColumnsCount(),
                verdict.dataset().testedColumns());
    }

    static EndedBatch of(QuarantineRecord set) {
        return without(set.source(), QUARANTINED, set.reason(), set.quarantinedAt());
    }

    static EndedBatch superseded(BlobVersion source, Instant at) {
        return without(source, SUPERSEDED, "", at);
    }

    private static EndedBatch without(BlobVersion source, String outcome, String why, Instant at) {
        return new EndedBatch(
                source.batchId(), source.name(), outcome, why, at, "", 0, 0, Double.NaN, Double.NaN, 0, 0);
    }
}
