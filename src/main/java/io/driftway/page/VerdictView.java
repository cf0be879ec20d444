package io.driftway.page;

import io.driftway.core.ledger.VerdictRecord;

/** A verdict as the status page shows it. */
record VerdictView(
        String batchId,
        String name,
        String outcome,
        String reason,
        String drift,
        String drifted,
        String rows,
        String model,
        String at) {

    static VerdictView of(VerdictRecord verdict) {
        Double drift = verdict.dataset().dataDriftValue();
        return new VerdictView(
                verdict.batchId(),
                verdict.source().name(),
                verdict.outcome(),
                verdict.reason() == null ? "" : verdict.reason(),
                drift == null ? "–" : Shown.figure(drift),
                Shown.count(verdict.dataset().driftedColumnsCount()) + " of "
                        + Shown.count(verdict.dataset().testedColumns()),
                Shown.count(verdict.dataset().rowsCurrent()),
                Shown.shortly(verdict.champion().model()),
                Shown.time(verdict.decidedAt()));
    }
}
