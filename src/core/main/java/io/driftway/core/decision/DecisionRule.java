package io.driftway.core.decision;

/** Decides what a batch means for the model in service, from the batch and what is remembered of the batches before it. */
public sealed interface DecisionRule permits ReportRule, EvidenceRule {

    /**
     * A batch's verdict, and what the rule remembers after it.
     *
     * @param history for the next batch
     */
    record Decision(Verdict verdict, History history) {}

    /**
     * Decides about a batch. The same batch and history give the same decision.
     *
     * @param history of this rule on this reference; {@link History#NONE} before the first batch
     */
    Decision decide(Observation batch, History history);
}
