package io.driftway.core.labels;

import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.VerdictRecord;

/**
 * Enters the losses of labelled rows in the decision log, so that labels decide.
 *
 * @param log takes each step once
 * @param champion whose rows count, in this term only
 * @param rule knows the loss of the champion on rows held out of its training
 */
public record LabelWatch(DecisionLog log, ChampionPointer champion, EvidenceRule rule) {

    /** Tells whether labels of the batch say something about the champion: it scored the batch in this term, and the feed was sound. */
    boolean counts(VerdictRecord batch) {
        ChampionPointer scored = batch.champion();
        return scored.model().equals(champion.model())
                && scored.reference().equals(champion.reference())
                && scored.sequence() == champion.sequence()
                && !batch.outcome().equals("broken");
    }

    boolean knows(String step) {
        return log.hasLabels(champion, step, rule.longest());
    }

    /** Enters a step, once. One without losses says nothing, and is not entered. */
    void enter(String step, double[] losses) {
        if (losses.length > 0) {
            log.labelled(champion, step, losses.length, rule.longest(), history -> rule.labelled(history, losses));
        }
    }
}
