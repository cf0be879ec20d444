package io.driftway.core.decision;

import io.driftway.core.drift.DriftReport;

/** Judges the report of each batch by itself. It remembers nothing, so its batches need no order. */
public non-sealed interface ReportRule extends DecisionRule {

    /** Judges a report. The same report gives the same verdict. */
    Verdict judge(DriftReport report);

    @Override
    default Decision decide(Observation batch, History history) {
        return new Decision(judge(batch.report()), history);
    }
}
