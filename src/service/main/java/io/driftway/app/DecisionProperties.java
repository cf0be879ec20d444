package io.driftway.app;

import io.driftway.core.decision.Budget;
import io.driftway.core.pipeline.Policy;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What decides about a batch.
 *
 * @param policy evidence: a breach is what chance does not explain, harms the model and is no fault of the feed; threshold: a breach is a share of
 *     drifted columns above driftway.drift.breach-at, as in the system that Driftway replaced
 * @param requestsPerYear requests for retraining that chance may make in a year, under evidence
 * @param batchesPerYear batches that share this budget
 * @param season batches in a season, 7 for daily batches with a weekly pattern; 1 where there is none
 */
@ConfigurationProperties("driftway.decision")
public record DecisionProperties(Rule policy, double requestsPerYear, double batchesPerYear, int season) {

    /** The names of the policies. */
    public enum Rule {
        EVIDENCE,
        THRESHOLD
    }

    public DecisionProperties {
        Setting.requireOne("driftway.decision.policy", policy, Rule.class);
        Setting.of("driftway.decision", () -> new Budget(requestsPerYear, batchesPerYear, season));
    }

    /** Tells whether batches are judged together, in order and within the budget. */
    boolean byEvidence() {
        return policy == Rule.EVIDENCE;
    }

    Budget budget() {
        return new Budget(requestsPerYear, batchesPerYear, season);
    }

    Policy policy(DriftProperties drift) {
        return switch (policy) {
            case EVIDENCE -> Policy.evidence(budget(), drift.minimumRows());
            case THRESHOLD -> Policy.of(drift.thresholds());
        };
    }
}
