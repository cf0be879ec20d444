package io.driftway.core.decision;

import java.util.List;
import java.util.function.BiFunction;

/**
 * A rule with the history of the batches that it was shown.
 *
 * @param verdict on the last one
 */
record Running<B>(BiFunction<B, History, DecisionRule.Decision> rule, History history, Verdict verdict) {

    static Running<BatchCounts> windows(Reference reference, Budget budget) {
        Windows windows = new Windows(reference, List.of(), Associations.NONE, budget);
        return new Running<>(
                (counts, history) -> windows.decide(
                        new History.Counted(String.valueOf(history.memory().seen() + 1), counts), history),
                History.NONE,
                new Verdict.Stable(Windows.unseen("", 0)));
    }

    Running<B> after(B batch) {
        DecisionRule.Decision decision = rule.apply(batch, history);
        return new Running<>(rule, decision.history(), decision.verdict());
    }

    Running<B> with(History other) {
        return new Running<>(rule, other, verdict);
    }
}
