package io.driftway.core.pipeline;

import io.driftway.core.decision.Budget;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.ReportRule;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses the rule that decides about a champion's batches. Safe for use by several threads. */
public final class Policy {

    private final Function<Champion, DecisionRule> rules;
    private @Nullable ChampionPointer newest;
    private @Nullable DecisionRule rule;

    private Policy(Function<Champion, DecisionRule> rules) {
        this.rules = rules;
    }

    /** Returns the policy by which one rule decides about the batches of all champions. */
    public static Policy of(ReportRule rule) {
        return new Policy(champion -> rule);
    }

    /**
     * Returns the policy by which evidence decides, see {@link io.driftway.core.decision.EvidenceRule}.
     *
     * @param budget of requests that chance may make
     * @param minimumRows a batch with fewer rows is inconclusive by itself
     */
    public static Policy evidence(Budget budget, long minimumRows) {
        return new Policy(champion -> champion.baseline()
                .facts()
                .rule(
                        champion.baseline().reference(),
                        champion.model().manifest().importance(),
                        budget,
                        minimumRows));
    }

    /** Returns the rule for a champion. The rule of the champion last asked for is kept, and made again only for another. */
    public synchronized DecisionRule rule(Champion champion) {
        ChampionPointer asked = champion.pointer();
        if (rule == null || !asked.equals(newest)) {
            rule = rules.apply(champion);
            newest = asked;
        }
        return rule;
    }
}
