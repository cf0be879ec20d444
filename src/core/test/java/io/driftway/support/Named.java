package io.driftway.support;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Instant;

/** Records of which a test needs no more than the names. */
public final class Named {

    private Named() {}

    public static Promotion promotion(ChampionPointer pointer) {
        return Promotion.of(
                pointer,
                Promotion.Kind.PROMOTE,
                Instant.parse("2026-03-01T12:00:00Z"),
                "somebody@somewhere",
                "a test",
                null,
                null);
    }

    /** A verdict of that time, which asks for nothing. */
    public static VerdictRecord verdict(String batchId, Instant decidedAt, double share) {
        return verdict(batchId, decidedAt, share, "stable");
    }

    /** A verdict of that time and outcome, which asks for nothing. */
    public static VerdictRecord verdict(String batchId, Instant decidedAt, double share, String outcome) {
        return new VerdictRecord(
                batchId,
                new BlobVersion("a", "c", "incoming/" + batchId, "0x1", 1, decidedAt),
                "sha",
                new ChampionPointer("model", "reference", "schema", 1, null),
                outcome,
                null,
                false,
                new VerdictRecord.Dataset(20, 0, share, 0.0, 0, 100, 100),
                "predictions/" + batchId,
                "reports/" + batchId,
                null,
                "test",
                decidedAt);
    }

    /** A verdict of that time, with its evidence. */
    public static VerdictRecord verdict(String batchId, Instant decidedAt, double share, Verdict verdict) {
        VerdictRecord outcome = verdict(batchId, decidedAt, share, verdict.outcome());
        return new VerdictRecord(
                batchId,
                outcome.source(),
                outcome.contentSha256(),
                outcome.champion(),
                verdict.outcome(),
                verdict instanceof Verdict.Inconclusive(var _, String reason) ? reason : null,
                verdict.asks(),
                outcome.dataset(),
                outcome.warnings(),
                outcome.labelled(),
                outcome.predictions(),
                outcome.report(),
                null,
                "test",
                decidedAt,
                VerdictRecord.FORMAT,
                verdict,
                null);
    }
}
