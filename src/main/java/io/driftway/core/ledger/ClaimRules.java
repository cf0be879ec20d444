package io.driftway.core.ledger;

import java.time.Duration;

/**
 * Who may work on a batch.
 *
 * @param replica the name of this process; a restarted one keeps it and takes its own attempts up again at once
 * @param attempts how often a batch may be begun, over all replicas and restarts
 * @param timeout how long another replica's attempt is left alone
 */
public record ClaimRules(String replica, int attempts, Duration timeout) {

    public ClaimRules {
        if (replica.isBlank()) {
            throw new IllegalArgumentException("replica needs a name");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("max-attempts must be at least 1, got " + attempts);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("claim-timeout cannot be negative, got " + timeout);
        }
    }
}
