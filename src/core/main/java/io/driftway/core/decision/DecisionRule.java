package io.driftway.core.decision;

/**
 * Turns a batch, together with the history of the batches before it, into a verdict for the model in service. A rule keeps no state: all
 * that it remembers is in the {@link History} that it returns, so that a replay of the same batches gives the same verdicts.
 */
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
