package io.driftway.core.ledger;

import java.time.Duration;

/**
 * Sets who may work on a batch.
 *
 * @param replica the name of this process; a restarted one keeps it and takes its own attempts up again at once
 * @param attempts how often a batch may fail, over all replicas and restarts
 * @param deaths how often a process may end over it without telling why, over all replicas and restarts: such an end is as likely from outside
 * @param timeout how long after its last renewal another replica's attempt is left alone; its owner renews it three times as often
 */
public record ClaimRules(String replica, int attempts, int deaths, Duration timeout) {

    private static final int RENEWALS = 3;

    public ClaimRules {
        if (replica.isBlank()) {
            throw new IllegalArgumentException("replica needs a name");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("max-attempts must be at least 1, got " + attempts);
        }
        if (deaths < 1) {
            throw new IllegalArgumentException("max-deaths must be at least 1, got " + deaths);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("claim-timeout cannot be negative, got " + timeout);
        }
    }

    /** How long from one renewal to the next. */
    public Duration renewal() {
        return timeout.dividedBy(RENEWALS);
    }
}
