package io.driftway.app;

import io.driftway.core.decision.Budget;
import io.driftway.core.pipeline.Policy;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The rule that decides about a batch.
 *
 * @param policy {@code evidence}: a breach is a change that chance does not explain, that harms the model and that is no fault of the feed;
 *     {@code threshold}: a breach is a share of drifted columns above driftway.drift.breach-at, as in the system that Driftway replaced
 * @param requestsPerYear requests for retraining that chance alone may cause in a year, under {@code evidence}
 * @param batchesPerYear number of batches in a year, which share these requests
 * @param season number of batches in a season, for example 7 for daily batches with a weekly pattern; 1 for no season
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
